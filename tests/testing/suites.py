"""Suites that use the pytest plugin, as text: their settings, models and tests, in loops of every scope."""

INI = """
    [pytest]
    asyncio_default_fixture_loop_scope = function
"""
MODELS = """
    from sqlmodel import Field, SQLModel, func, select

    class Member(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(max_length=50, unique=True)

    async def add(database, email):
        async with database.session() as session:
            session.add(Member(email=email))

    async def count(database):
        async with database.reader() as session:
            return (await session.exec(select(func.count()).select_from(Member))).one()
"""
# each test adds the same rows, and counts them: one that finds the rows of another fails
LOOP_SCOPE = """
    import asyncio

    import pytest
    import pytest_asyncio
    from models import Member, add, count

    pytestmark = pytest.mark.asyncio(loop_scope="{scope}")

    @pytest_asyncio.fixture(loop_scope="{scope}")
    async def member(database):
        await add(database, "member")
        yield
        assert await count(database) >= 1
        await add(database, "added by the finalizer")

    @pytest_asyncio.fixture(loop_scope="{scope}")
    async def session(database):
        async with database.session() as session:
            yield session

    class TestMembers:
        async def test_add(self, database):
            await add(database, "member")
            assert await count(database) == 1

        async def test_add_again(self, database):
            await add(database, "member")
            assert await count(database) == 1

        async def test_with_fixture(self, member, database):
            await add(database, "another")
            assert await count(database) == 2

        async def test_session_fixture_and_requests(self, session, database):
            session.add(Member(email="member"))
            await session.flush()
            async with asyncio.timeout(30):
                await asyncio.gather(*(add(database, str(number)) for number in range(5)))
            assert await count(database) == 6

        @pytest.mark.aiolift_commits
        async def test_commit(self, member, database):
            await asyncio.gather(*(add(database, str(number)) for number in range(5)))
            assert await count(database) == 6

        async def test_unused(self, database):
            pass

        async def test_nothing_left(self, database):
            assert await count(database) == 0
"""
MIXED = """
    import asyncio

    import pytest
    from models import add, count

    async def work(database):
        await add(database, "member")
        assert await count(database) == 1

    @pytest.mark.parametrize("round", [1, 2])
    class TestMixed:
        @pytest.mark.asyncio(loop_scope="session")
        async def test_session(self, database, round):
            await work(database)

        @pytest.mark.asyncio
        async def test_function(self, database, round):
            await work(database)

        @pytest.mark.asyncio(loop_scope="module")
        async def test_module(self, database, round):
            await work(database)

        def test_no_loop(self, database, round):
            asyncio.run(work(database))

        @pytest.mark.asyncio(loop_scope="class")
        async def test_class(self, database, round):
            await work(database)
"""
