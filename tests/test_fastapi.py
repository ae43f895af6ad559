"""FastAPI on a Database: when the COMMIT happens, and what a client and a careless endpoint see."""

import asyncio
import contextlib
import logging
import random
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import BackgroundTasks, FastAPI, HTTPException, WebSocket
from sqlalchemy import ForeignKey, event, text
from sqlmodel import Field, Relationship, SQLModel, func, select

from aiolift import Database
from aiolift.errors import DatabaseNotStartedError
from aiolift.fastapi import ReadSessionDep, SessionDep, health_router


class Author(SQLModel, table=True):
    """An author with books, loaded lazily."""

    __tablename__ = "fastapi_author"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, unique=True)
    books: list["Book"] = Relationship(back_populates="author")


class Book(SQLModel, table=True):
    """A book of an author."""

    __tablename__ = "fastapi_book"
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=50)
    author_id: int | None = Field(default=None, foreign_key="fastapi_author.id")
    author: Author | None = Relationship(back_populates="books")


class Loan(SQLModel, table=True):
    """A loan of a book, whose foreign key is checked at COMMIT; MySQL has no such constraints."""

    __tablename__ = "fastapi_loan"
    id: int | None = Field(default=None, primary_key=True)
    book_id: int = Field(sa_column_args=[ForeignKey("fastapi_book.id", deferrable=True, initially="DEFERRED")])


class AuthorWithBooks(SQLModel):
    """A response that reads a relationship."""

    name: str
    books: list[Book]


TABLES = [Author.__table__, Book.__table__]


def make_app(db: Database) -> FastAPI:
    """Return an application with one endpoint for each behaviour."""
    app = FastAPI(lifespan=db.lifespan)
    app.include_router(health_router)

    @app.post("/authors/{name}")
    async def add_author(name: str, session: SessionDep) -> Author:
        author = Author(name=name)
        session.add(author)
        await session.flush()
        return author

    @app.post("/refused/{name}")
    async def add_and_refuse(name: str, session: SessionDep) -> None:
        session.add(Author(name=name))
        await session.flush()
        raise HTTPException(409, "refused")

    @app.post("/background/{name}")
    async def add_in_background(name: str, session: SessionDep, tasks: BackgroundTasks) -> Author:
        async def use_the_requests_session() -> None:
            session.add(Author(name=name))
            await session.commit()

        tasks.add_task(use_the_requests_session)
        return Author(name="unchanged")

    @app.get("/lazy/{name}")
    async def read_lazily(name: str, session: ReadSessionDep) -> int:
        author = (await session.exec(select(Author).where(Author.name == name))).one()
        return len(author.books)

    @app.get("/response/{name}")
    async def serialise_lazily(name: str, session: ReadSessionDep) -> AuthorWithBooks:
        return (await session.exec(select(Author).where(Author.name == name))).one()  # type: ignore[return-value]

    @app.post("/write-through-reader")
    async def write_through_reader(session: ReadSessionDep) -> None:
        session.add(Author(name="nobody"))

    @app.websocket("/ws")
    async def count_over_websocket(socket: WebSocket, session: ReadSessionDep) -> None:
        await socket.accept()
        await socket.send_json(await session.scalar(select(func.count()).select_from(Author)))
        await socket.close()

    return app


@asynccontextmanager
async def serve(db: Database, app: FastAPI | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Run the application's lifespan and yield a client that gets a 500 as a real client would."""
    app = app or make_app(db)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with the tables of this file, for every driver on every server."""
    database = Database(any_url)
    await database.connect()
    async with database.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all, tables=TABLES)
    yield database
    await database.dispose()


@pytest.fixture
def unused_port() -> Iterator[int]:
    """Yield a port that refuses connections: bound, but nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def names(db: Database) -> set[str]:
    """Return the names of the authors that are committed."""
    async with db.reader() as session:
        return set((await session.exec(select(Author.name))).all())


async def test_commit_happens_before_the_response_leaves(db: Database) -> None:
    """A client that has its answer can rely on the row being there for everybody."""
    seen_at_response: set[str] = set()
    app = make_app(db)

    @app.middleware("http")
    async def look(request, call_next):  # type: ignore[no-untyped-def]
        response = await call_next(request)
        seen_at_response.update(await names(db))
        return response

    async with serve(db, app) as client:
        answer = await client.post("/authors/홍길동")
    assert answer.status_code == 200
    assert answer.json()["name"] == "홍길동"
    assert seen_at_response == {"홍길동"}


async def test_http_exception_rolls_back(db: Database) -> None:
    """An HTTPException answers its own status and leaves no row."""
    async with serve(db) as client:
        answer = await client.post("/refused/nobody")
        assert answer.status_code == 409
        assert await names(db) == set()


async def test_failing_flush_rolls_back_and_is_500(db: Database) -> None:
    """A row that the server refuses is a 500, and the connection goes on to serve the next request."""
    async with serve(db) as client:
        assert (await client.post("/authors/twice")).status_code == 200
        assert (await client.post("/authors/twice")).status_code == 500
        assert (await client.post("/authors/other")).status_code == 200
        assert await names(db) == {"twice", "other"}


async def test_failing_commit_is_500_on_sqlite(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A foreign key that SQLite checks at COMMIT makes the request a 500, not a 200 whose row is missing."""
    db = Database(f"sqlite:///{tmp_path}/commit.db")
    app = make_app(db)

    @app.post("/orphan")
    async def add_orphan(session: SessionDep) -> None:
        session.add(Loan(book_id=4711))
        await session.flush()  # the server takes the row

    async with serve(db, app) as client:
        async with db.engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all, tables=[*TABLES, Loan.__table__])
        assert (await client.post("/orphan")).status_code == 500
        async with db.reader() as session:
            assert (await session.exec(select(Loan))).all() == []


async def test_failing_commit_is_500_on_a_server(mysql_url: str) -> None:
    """A COMMIT that the server refuses (it waits for a global lock, in vain) is a 500."""
    db, locker = Database(mysql_url), Database(mysql_url)
    app = make_app(db)
    async with serve(db, app) as client:
        async with db.engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all, tables=TABLES)
        await client.post("/authors/first")

        @event.listens_for(db.engine.sync_engine, "begin")
        def wait_a_second_only(connection) -> None:  # type: ignore[no-untyped-def]
            connection.exec_driver_sql("SET lock_wait_timeout = 1")

        async with locker.engine.connect() as lock:

            @app.post("/locked/{name}")
            async def add_then_lock(name: str, session: SessionDep) -> None:
                session.add(Author(name=name))
                await session.flush()
                await lock.execute(text("FLUSH TABLES WITH READ LOCK"))

            answer = await client.post("/locked/second")
            await lock.execute(text("UNLOCK TABLES"))
        assert answer.status_code == 500
        assert await names(db) == {"first"}
    await locker.dispose()


async def test_background_task_with_the_requests_session_is_an_error(db: Database) -> None:
    """A BackgroundTask that uses the request's closed session fails loudly and checks out no connection."""
    app = make_app(db)
    async with serve(db, app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            with pytest.raises(Exception, match="unit of work has ended.*async with db.session"):
                await client.post("/background/nobody")
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        assert await names(db) == set()


async def test_lazy_load_in_an_endpoint_names_the_attribute(db: Database) -> None:
    """A lazy load in an endpoint says which attribute, and which loader option mends it."""
    app = make_app(db)
    async with serve(db, app) as client:
        await client.post("/authors/lazy")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as strict:
            with pytest.raises(Exception, match=r"Author\.books is not loaded.*selectinload\(Author\.books\)"):
                await strict.get("/lazy/lazy")


async def test_lazy_load_in_the_response_names_the_attribute(db: Database) -> None:
    """So does one that pydantic starts while it serialises the response."""
    app = make_app(db)
    async with serve(db, app) as client:
        await client.post("/authors/lazy")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as strict:
            with pytest.raises(Exception, match=r"Author\.books is not loaded.*selectinload\(Author\.books\)"):
                await strict.get("/response/lazy")


async def test_write_through_the_reader_is_500(db: Database) -> None:
    """A change made on a ReadSessionDep is an error, though the endpoint never flushed it."""
    async with serve(db) as client:
        assert (await client.post("/write-through-reader")).status_code == 500


async def test_websocket_gets_a_session(db: Database) -> None:
    """The dependencies work for WebSockets as for requests."""
    app = make_app(db)
    sent: list[dict] = []
    incoming = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}])
    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b"", "app": app, "subprotocols": []}

    async def receive() -> dict:
        return next(incoming)

    async def send(message: dict) -> None:
        sent.append(message)

    async with serve(db, app):
        await app(scope, receive, send)
    assert {"type": "websocket.send", "text": "0"} in sent


async def test_cancelled_requests_leave_nothing_checked_out(mysql_url: str) -> None:
    """After 200 requests cancelled at random moments no connection is checked out, and no answer is another's."""
    chance = random.Random(20261123)
    db = Database(mysql_url, pool_size=5, max_overflow=5)
    app = FastAPI(lifespan=db.lifespan)

    @app.get("/echo/{number}")
    async def echo(number: int, session: SessionDep) -> int:
        answer = await session.connection()
        return (await answer.execute(text("SELECT :n + SLEEP(0.003)"), {"n": number})).scalar_one()

    async with serve(db, app) as client:
        tasks = [asyncio.create_task(client.get(f"/echo/{number}")) for number in range(200)]
        for task in tasks:
            await asyncio.sleep(chance.random() * 0.004)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        answers = [await client.get(f"/echo/{number}") for number in range(50)]
        assert [answer.json() for answer in answers] == list(range(50))
        await asyncio.sleep(0)
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_health_routes(db: Database) -> None:
    """Live answers always; ready answers 200 with the figures of the pool while the database answers."""
    async with serve(db) as client:
        assert (await client.get("/health/live")).json() == {"status": "ok"}
        ready = await client.get("/health/ready")
        assert ready.status_code == 200
        assert ready.json()["status"] == "ok"
        # the lifespan has opened one to write with, and this route one to read with
        figures = {"size": 10, "checked_out": 0, "idle": 2, "overflow": 0, "waiting": 0}
        assert ready.json()["pool"] == figures


async def test_ready_is_503_without_the_database(unused_port: int) -> None:
    """Ready answers 503, without details, when no server answers; live goes on to answer 200."""
    db = Database(f"mysql://somebody:secret@127.0.0.1:{unused_port}/nothing", connect_retry=0)
    app = make_app(db)
    app.state.database = db
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["status"] == "unavailable"
        assert "secret" not in ready.text
        assert (await client.get("/health/live")).status_code == 200


async def test_missing_lifespan_is_explained() -> None:
    """An application without the lifespan says what to write."""
    app = make_app(Database("sqlite://"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        with pytest.raises(DatabaseNotStartedError, match=r"FastAPI\(lifespan=db\.lifespan\)"):
            await client.get("/health/ready")


async def test_lifespan_composes_with_the_users_own(tmp_path, caplog: pytest.LogCaptureFixture) -> None:  # type: ignore[no-untyped-def]
    """A service's own lifespan can hold the Database's, and the pool is closed at its end."""
    db = Database(f"sqlite:///{tmp_path}/own.db")
    order: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with db.lifespan(app):
            order.append("serving")
            yield
            order.append("ending")

    app = FastAPI(lifespan=lifespan)
    app.include_router(health_router)
    with caplog.at_level(logging.DEBUG, "aiolift"):
        async with serve(db, app) as client:
            assert (await client.get("/health/ready")).status_code == 200
    assert order == ["serving", "ending"]
    assert db.read_engine.pool.checkedin() == 0  # type: ignore[attr-defined]
    assert "opened in task" in caplog.text


def test_lifespan_stops_when_the_server_is_missing(unused_port: int) -> None:
    """An application does not start to serve without its database."""

    async def start() -> None:
        db = Database(f"mysql://somebody:secret@127.0.0.1:{unused_port}/nothing", startup_timeout=0, connect_retry=0)
        async with serve(db):
            pass

    with pytest.raises(Exception, match=r"cannot connect to mysql\+asyncmy://somebody:\*\*\*@") as caught:
        asyncio.run(start())
    assert "secret" not in str(caught.value)
    with contextlib.suppress(AttributeError):
        assert "secret" not in repr(caught.value.__cause__)
