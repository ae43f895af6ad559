"""A call in a module's own code starts an event loop where none runs while the module is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

DB = """\
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

def connect(url):
    made = create_engine(url)
    return sessionmaker(bind=made), made

SessionLocal, engine = connect("sqlite:///app.db")

def main():
    with SessionLocal() as session:
        session.execute(text("DELETE FROM t"))
        session.commit()
"""


def _migrated(root: Path, **files: str) -> tuple[dict[str, str], list[str]]:
    for name, code in files.items():
        (root / f"{name}.py").write_text(code, encoding="utf-8")
    plan = migrate(root, driver="aiosqlite")
    texts = {change.name.stem: change.after.decode() for change in plan.changes}
    return texts, [marker.code for marker in plan.markers]


def test_a_conftest_runs_it(tmp_path: Path) -> None:
    """pytest imports it outside of any event loop; the engine is disposed of with the loop."""
    texts, markers = _migrated(tmp_path, db=DB, conftest="from db import main\n\nmain()\n")
    assert texts["conftest"] == "from db import main, run_async\n\nrun_async(main)()\n"
    assert "await engine.dispose()" in texts["db"]
    assert markers == []


def test_an_application_runs_it_in_a_thread(tmp_path: Path) -> None:
    """A server may import it while its event loop runs."""
    texts, markers = _migrated(tmp_path, db=DB, app="from db import main\n\nmain()\n")
    assert "with ThreadPoolExecutor() as threads:\n    threads.submit(run_async(main)).result()\n" in texts["app"]
    assert markers == []


def test_an_application_creates_tables_in_a_thread(tmp_path: Path) -> None:
    """What its loop opened is closed in it; a sync engine cannot stand beside one that a function made."""
    head = "from sqlalchemy import MetaData\nfrom db import engine\nmetadata = MetaData()\n"
    app = f"{head}if True:\n    metadata.create_all(engine)\n"
    texts, markers = _migrated(tmp_path, db=DB, app=app)
    created = texts["app"].partition("if True:\n")[2]
    assert created == (
        "    async def create_tables():\n"
        "        async with engine.begin() as connection:\n"
        "            await connection.run_sync(metadata.create_all)\n"
        "        await engine.dispose()\n"
        "\n"
        "    with ThreadPoolExecutor() as threads:\n"
        "        threads.submit(asyncio.run, create_tables()).result()\n"
    )
    assert markers == []


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"db": DB, "conftest": "from db import main\n\nfor _ in range(2):\n    main()\n"}, "it is repeated"),
        (
            {
                "db": DB.replace("made, ", "")
                .replace("sessionmaker(bind=made), made", "sessionmaker(bind=made)")
                .replace("SessionLocal, engine =", "SessionLocal ="),
                "conftest": "from db import main\n\nmain()\n",
            },
            "nothing can dispose of its engine",
        ),
        (
            {"db": f"{DB}\nshared = SessionLocal()\n", "conftest": "from db import main\n\nmain()\n"},
            "a session of the module would outlive the loop",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_elsewhere_it_is_marked(tmp_path: Path, files: dict[str, str], why: str) -> None:
    """A person decides where a loop may run already, or something of it would stay."""
    _, markers = _migrated(tmp_path, **files)
    assert "AL908" in markers, why
