import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from api import Base, Member, app, current_member, get_db, get_settings


@pytest.fixture
async def db():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    db = async_sessionmaker(bind=engine, expire_on_commit=False)()
    db.add(Member(name="홍길동", token="t1"))
    db.add(Member(name="임꺽정", token="t2"))
    await db.commit()
    yield db
    await db.close()


@pytest.fixture
def client(db):
    app.dependency_overrides[get_db] = lambda: db
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    app.dependency_overrides = {}


async def test_token(client):
    assert (await client.get("/me", params={"token": "t2"})).json() == {"name": "임꺽정", "service": "회원"}
    assert (await client.get("/me")).status_code == 401


async def test_as_somebody_else(client, db):
    async def first_member():
        return (await db.scalars(select(Member).order_by(Member.id).limit(1))).first()

    app.dependency_overrides[current_member] = first_member
    assert (await client.get("/me")).json()["name"] == "홍길동"


async def test_settings(client):
    app.dependency_overrides.update({get_settings: lambda: {"service": "시험"}})
    assert (await client.get("/me?token=t1")).json()["service"] == "시험"


async def test_limit(client):
    assert (await client.get("/members?limit=1")).json() == ["홍길동"]


class FakeSession:
    def __init__(self, *members):
        self.members = {member.id: member for member in members}

    async def get(self, model, id):
        return self.members.get(id)

    async def close(self):
        self.members.clear()


async def test_a_session_of_our_own():
    app.dependency_overrides[get_db] = lambda: FakeSession(Member(id=7, name="이몽룡"))
    client = AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    assert (await client.get("/members/7")).json() == {"name": "이몽룡"}
    assert (await client.get("/members/8")).json() == {"name": None}
    app.dependency_overrides = {}
