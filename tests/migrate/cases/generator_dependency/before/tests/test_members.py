from fastapi.testclient import TestClient
from sqlmodel import Session

from app.deps import Member, page


def test_me(client: TestClient, member: Member):
    assert client.get("/me", params={"token": "t1"}).json() == {"name": "심청"}


def test_unauthorised(client: TestClient):
    response = client.get("/me?token=x")
    assert response.status_code == 401
    assert response.json() == {"detail": "로그인이 필요합니다"}


def test_rename(client: TestClient, member: Member, session: Session):
    client.put("/me?token=t1&name=왕비")
    session.refresh(member)
    assert member.name == "왕비"
    assert client.get("/members").json() == ["왕비"]


def test_page():
    assert page(3, 500) == (3, 100)
