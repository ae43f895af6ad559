import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from grades import Score, best, grade, grade_of, mean

SCORES = [("kim", "국어", 95), ("lee", "국어", 81), ("kim", "수학", 62), ("lee", "수학", 77)]


@pytest.fixture(params=["sqlite", "file"])
async def session(request, tmp_path):
    url = "sqlite+aiosqlite://" if request.param == "sqlite" else f"sqlite+aiosqlite:///{tmp_path}/grades.db"
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all(Score(student=s, subject=t, points=p) for s, t, p in SCORES)
        await session.commit()
        yield session
    await engine.dispose()


@pytest.mark.parametrize(("points", "letter"), [(90, "A"), (89, "B"), (0, "F")])
def test_grade(points, letter):
    assert grade(points) == letter


@pytest.mark.parametrize(
    "student, subject, expected",
    [
        ("kim", "국어", "A"),
        ("lee", "국어", "B"),
        pytest.param("kim", "수학", "F", id="낙제"),
        pytest.param("lee", "체육", None, marks=pytest.mark.xfail(raises=KeyError, strict=True)),
    ],
)
async def test_grade_of(session, student, subject, expected):
    assert await grade_of(session, student, subject) == expected


class TestRanking:
    subject = "국어"

    @pytest.mark.parametrize("limit, names", [(1, ["kim"]), (2, ["kim", "lee"])])
    async def test_best(self, session, limit, names):
        assert await best(session, self.subject, limit=limit) == names

    # 함수 자체가 매개변수
    @pytest.mark.parametrize("function, expected", [(best, ["lee", "kim"]), (mean, 69.5)])
    async def test_function(self, session, function, expected):
        assert await function(session, "수학") == expected
