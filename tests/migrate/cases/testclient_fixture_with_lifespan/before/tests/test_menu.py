from fastapi.testclient import TestClient

from app.main import app, kiosk, kiosks


def test_menu(client):
    assert client.get("/menu").json() == {"greeting": "어서 오세요", "menu": ["된장찌개", "김치찌개"]}


def test_restart_does_not_seed_twice(client):
    # 같은 DB 로 앱을 한 번 더 띄운다
    with TestClient(app) as second:
        response = second.get("/menu")
    assert len(response.json()["menu"]) == 2


def test_kiosk(client):
    with TestClient(kiosk()) as started:
        assert started.get("/names").json() == ["김치찌개", "된장찌개"]
    waiting = TestClient(kiosk(), base_url="http://kiosk")
    assert waiting.get("/names").status_code == 200


def test_kiosks(client):
    assert len(kiosks(2)) == 2
