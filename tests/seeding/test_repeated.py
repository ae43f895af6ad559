"""Rows that a file says twice: an error, or left out where that was asked for."""

from pathlib import Path

import pytest
from sqlmodel import Field, SQLModel, select

from aiolift import Database
from aiolift.errors import SeedDuplicateError
from aiolift.seeding import SeedResult
from aiolift.seeding.reader import Records
from aiolift.seeding.repeated import RepeatedRecords


class Harbour(SQLModel, table=True):
    """A harbour, known by its code."""

    __tablename__ = "seeding_harbour"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=10, unique=True)
    name: str = Field(max_length=50)


TWICE = "code,name\nICN,인천\nPUS,부산\nICN,인천\nUSN,울산\nPUS,부산\n"
CONTRADICTION = "code,name\nICN,인천\nPUS,부산\nICN,제물포\n"


async def seed(db: Database, folder: Path, text: str, **options: object) -> SeedResult:
    """Create the table if it is missing, and seed it from `text`."""
    path = folder / "harbour.csv"
    path.write_text(text, encoding="utf-8")
    async with db.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all, tables=[Harbour.__table__])
    return await db.seed(Harbour, path, key=("code",), **options)  # type: ignore[arg-type]


async def codes(db: Database) -> list[str]:
    """Return what is in the table."""
    async with db.reader() as session:
        return list(await session.exec(select(Harbour.code).order_by(Harbour.code)))


async def test_a_repeated_row_is_an_error_that_names_the_option(any_url: str, tmp_path: Path) -> None:
    """By default a row that occurs twice is an error with its line, and nothing is inserted."""
    db = Database(any_url)
    with pytest.raises(SeedDuplicateError, match=r"line 2.*duplicates='skip'") as caught:
        await seed(db, tmp_path, TWICE)
    assert caught.value.line == 4
    assert await codes(db) == []
    await db.dispose()


@pytest.mark.parametrize("batch_size", [1, 2, 1000])
async def test_repeated_rows_are_left_out_and_counted(any_url: str, tmp_path: Path, batch_size: int) -> None:
    """With duplicates="skip" each row is inserted once, whatever the batches, and a second run changes nothing."""
    db = Database(any_url)
    first = await seed(db, tmp_path, TWICE, duplicates="skip", batch_size=batch_size)
    assert first == SeedResult(rows=5, inserted=3, updated=0, unchanged=0, repeated=2)
    again = await seed(db, tmp_path, TWICE, duplicates="skip", batch_size=batch_size)
    assert again == SeedResult(rows=5, inserted=0, updated=0, unchanged=3, repeated=2)
    assert await codes(db) == ["ICN", "PUS", "USN"]
    await db.dispose()


async def test_rows_that_contradict_each_other_are_an_error_always(any_url: str, tmp_path: Path) -> None:
    """The same key with another name is an error with duplicates="skip" too."""
    db = Database(any_url)
    with pytest.raises(SeedDuplicateError, match="line 2") as caught:
        await seed(db, tmp_path, CONTRADICTION, duplicates="skip")
    assert caught.value.line == 4
    assert await codes(db) == []
    await db.dispose()


def test_cells_are_told_apart() -> None:
    """Records whose cells join to the same text are not the same record."""
    with RepeatedRecords(Path("x.csv")) as repeated:
        kept = repeated.without(Records([2, 3, 4], [["a", "b,c"], ["a,b", "c"], ["a", "b,c"]], 9))
    assert kept == Records([2, 3], [["a", "b,c"], ["a,b", "c"]], 9)
    assert repeated.count == 1
