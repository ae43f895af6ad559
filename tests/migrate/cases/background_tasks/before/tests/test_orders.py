import pytest
from fastapi.testclient import TestClient

from shop import tasks
from shop.db import Order, SessionLocal
from shop.main import UNSENT, app


@pytest.fixture
def client():
    return TestClient(app)


def test_receipt_is_sent_after_the_answer(client):
    order_id = client.post("/orders", params={"item": "책"}).json()["id"]
    assert client.get(f"/orders/{order_id}").json() == {"mailed": True}
    assert tasks.lines == [f"주문 {order_id}"]


def test_the_task_alone():
    assert UNSENT == 0
    with SessionLocal.begin() as db:
        db.add(Order(id=7, item="펜"))
    tasks.send_receipt(7)
    with SessionLocal() as db:
        assert db.get(Order, 7).mailed
