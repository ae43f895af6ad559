"""`db.seed`: a CSV file into a table, all of it or nothing, and once."""

import asyncio
import csv
import json
import sys
import tracemalloc
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, col, func, select

from aiolift import Database, seeding
from aiolift.errors import (
    SeedDuplicateError,
    SeedEncodingError,
    SeedError,
    SeedHeaderError,
    SeedValueError,
)
from aiolift.seeding import SeedResult
from tests.seeding.conftest import CsvWriter
from tests.seeding.models import METADATA, City, Defaulted, Detail, Division, Level, Shop

DIVISIONS = Path(__file__).parents[2] / "examples/travel_sync/data/administrative_division.csv"
DIVISION_KEY = ("city_province", "city_county")

SEED_WHEN_TOLD = """
import asyncio, json, sys
from dataclasses import asdict
from aiolift import Database
from tests.seeding.models import Division

async def main():
    db = Database(sys.argv[1])
    await db.connect()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    result = await db.seed(Division, sys.argv[2], key=("city_province", "city_county"))
    print(json.dumps(asdict(result)), flush=True)
    await db.dispose()

asyncio.run(main())
"""


async def rows(db: Database, model: type[SQLModel]) -> list[dict[str, Any]]:
    """Return the committed rows of a model, without their number, sorted by the first field."""
    async with db.reader() as session:
        found = (await session.exec(select(model))).all()
    names = [name for name in model.model_fields if name != "id"]
    values = [{name: getattr(row, name) for name in names} for row in found]
    return sorted(values, key=lambda row: str(row[names[0]]))


async def test_the_real_file(db: Database) -> None:
    """The administrative divisions of Korea are loaded once, though the file has one of them twice."""
    with DIVISIONS.open(encoding="utf-8-sig", newline="") as file:
        lines = [tuple(row.values()) for row in csv.DictReader(file)]
    expected = sorted(set(lines))
    first = await db.seed(Division, DIVISIONS, key=DIVISION_KEY, duplicates="skip")
    repeated = len(lines) - len(expected)
    assert first == SeedResult(len(lines), inserted=len(expected), updated=0, unchanged=0, repeated=repeated)
    again = await db.seed(Division, str(DIVISIONS), key=DIVISION_KEY, duplicates="skip")
    assert again == SeedResult(len(lines), inserted=0, updated=0, unchanged=len(expected), repeated=repeated)
    assert sorted(tuple(row.values()) for row in await rows(db, Division)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "euc-kr", "cp949"])
async def test_encodings(db: Database, csv_file: CsvWriter, encoding: str) -> None:
    """Every usual encoding of Korean files is read without being told."""
    await db.seed(City, csv_file("code,name\nA,서울특별시\n", encoding=encoding), key=("code",))
    assert (await rows(db, City))[0]["name"] == "서울특별시"


async def test_types(db: Database, csv_file: CsvWriter) -> None:
    """Values of every kind arrive as the model has them."""
    header = "code,name,population,area,founded,level,is_capital\n"
    await db.seed(City, csv_file(f"{header}A,서울,9411000,605.25,1394-10-28,광역시,true\nB,,0,,,,no\n"), key=("code",))
    empty = {"population": 0, "area": None, "founded": None, "level": None, "is_capital": False}
    assert await rows(db, City) == [
        {
            "code": "A",
            "name": "서울",
            "population": 9_411_000,
            "area": Decimal("605.25"),
            "founded": date(1394, 10, 28),
            "level": Level.METROPOLITAN,
            "is_capital": True,
        },
        {"code": "B", "name": "", **empty},
    ]


async def test_rarer_types(db: Database, csv_file: CsvWriter) -> None:
    """So do those of the rarer kinds, and None for each; they are found again and not changed."""
    content = (
        "code,email,short,long,ratio,seen_at,local_time,opens,token,tags,comment\n"
        "A,a@example.com,-32768,9223372036854775807,0.5,2024-01-31T09:00:00+09:00,2024-01-31 09:00:00,09:30:00,"
        '00000000-0000-0000-0000-000000000001,"[""a"", ""가""]",가나다라마\n'
        "B,,,,,,,,,,\n"
    )
    path = csv_file(content)
    await db.seed(Detail, path, key=("code",))
    full, empty = await rows(db, Detail)
    assert full["long"] == 2**63 - 1
    assert full["seen_at"].isoformat() == "2024-01-31T00:00:00+00:00"
    assert full["local_time"].isoformat() == "2024-01-31T09:00:00"
    assert (full["opens"].isoformat(), full["token"].int, full["tags"]) == ("09:30:00", 1, ["a", "가"])
    assert (full["ratio"], full["comment"]) == (0.5, "가나다라마")
    assert empty == dict.fromkeys(empty) | {"code": "B"}
    assert (await db.seed(Detail, path, key=("code",), on_conflict="update")).unchanged == 2


async def test_defaults(db: Database, csv_file: CsvWriter) -> None:
    """Fields that the file leaves out get their defaults, those of the server included, each row its own."""
    await db.seed(Defaulted, csv_file("name\na\nb\n"), key=("name",))
    async with db.reader() as session:
        found = (await session.exec(select(Defaulted))).all()
    assert len({row.id for row in found}) == 2
    for row in found:
        assert (row.constant, row.by_column, row.by_call, row.by_expression, row.by_server) == ("같음", 7, 8, 9, 10)
        assert row.blank is None


async def test_model_with_validators(db: Database, csv_file: CsvWriter) -> None:
    """The validators of the model itself take part."""
    await db.seed(Shop, csv_file("name,open\nCafe,예\n"), key=("name",))
    assert await rows(db, Shop) == [{"name": "Cafe", "slug": "cafe", "open": True, "low": 0, "high": 0}]


async def test_on_conflict_insert(db: Database, csv_file: CsvWriter) -> None:
    """New rows are inserted, existing ones stay as they are."""
    await db.seed(City, csv_file("code,name\nA,old\nB,old\n"), key=("code",))
    result = await db.seed(City, csv_file("code,name\nC,new\nB,new\nD,new\n"), key=("code",), on_conflict="insert")
    assert result == SeedResult(rows=3, inserted=2, updated=0, unchanged=1)
    assert [(row["code"], row["name"]) for row in await rows(db, City)] == [
        ("A", "old"),
        ("B", "old"),
        ("C", "new"),
        ("D", "new"),
    ]


async def test_on_conflict_update(db: Database, csv_file: CsvWriter) -> None:
    """Existing rows get the values of the file, and keep those that it does not have."""
    await db.seed(City, csv_file("code,name,population\nA,a,1\nB,b,2\nC,c,3\n"), key=("code",))
    result = await db.seed(City, csv_file("name,code\nnew,B\nc,C\nd,D\n"), key=("code",), on_conflict="update")
    assert result == SeedResult(rows=3, inserted=1, updated=1, unchanged=1)
    assert [(row["code"], row["name"], row["population"]) for row in await rows(db, City)] == [
        ("A", "a", 1),
        ("B", "new", 2),
        ("C", "c", 3),
        ("D", "d", 0),
    ]


async def test_on_conflict_error(db: Database, csv_file: CsvWriter) -> None:
    """An existing key is an error with line and key, and nothing is inserted."""
    await db.seed(City, csv_file("code,name\nA,a\n"), key=("code",), on_conflict="error")
    with pytest.raises(SeedDuplicateError, match=r"code='A'.*on_conflict") as caught:
        await db.seed(City, csv_file("code,name\nB,b\nA,new\n"), key=("code",), on_conflict="error")
    assert caught.value.line == 3
    assert [row["name"] for row in await rows(db, City)] == ["a"]


BAD_FILES: dict[str, tuple[bytes, type[SeedError], int | None, str | None]] = {
    "empty": (b"", SeedHeaderError, 1, None),
    "missing column": (b"code\nX\n", SeedHeaderError, 1, "name"),
    "unknown column": (b"code,name,mayor\nX,x,y\n", SeedHeaderError, 1, "mayor"),
    "repeated column": (b"code,name,code\nX,x,y\n", SeedHeaderError, 1, "code"),
    "wrong type": (b"code,name,population\nX,x,1\nY,y,many\n", SeedValueError, 3, "population"),
    "wrong enum": (b"code,name,level\nX,x,city\n", SeedValueError, 2, "level"),
    "below the minimum": (b"code,name,population\nX,x,-1\n", SeedValueError, 2, "population"),
    "empty but not optional": (b"code,name,population\nX,x,\n", SeedValueError, 2, "population"),
    "too long": ("code,name\nX,x\nY,열한글자로된이름은길다\n".encode(), SeedValueError, 3, "name"),
    "number too large": (b"code,name,population\nX,x,99999999999999999999\n", SeedValueError, 2, "population"),
    "too few cells": (b"code,name\nX,x\nY\n", SeedValueError, 3, "name"),
    "too many cells": (b"code,name\nX,x,y\n", SeedValueError, 2, None),
    "unclosed quote": (b'code,name\nX,x\nY,"y\nZ,z\n', SeedValueError, 3, None),
    "duplicate": (b"code,name\nX,x\nY,y\nX,z\n", SeedDuplicateError, 4, "code"),
    "damaged UTF-8": ("code,name\nX,서울\nY,부".encode() + b"\xff\n", SeedEncodingError, 3, "name"),
    "damaged CP949": ("code,name\nX,서울\nY,부".encode("cp949") + b"\xff\n", SeedEncodingError, 3, "name"),
    "UTF-16": ("code,name\nX,서울\n".encode("utf-16"), SeedEncodingError, None, None),
    "NUL": (b"code,name\nX,x\nY,\0\n", SeedEncodingError, 3, "name"),
}


async def test_bad_files(db: Database, csv_file: CsvWriter) -> None:
    """Every bad file is an error with file, line and column, and leaves the table as it was."""
    await db.seed(City, csv_file("code,name\nA,a\n"), key=("code",))
    before = await rows(db, City)
    for name, (content, error, line, column) in BAD_FILES.items():
        path = csv_file(content)
        with pytest.raises(error) as caught:
            await db.seed(City, path, key=("code",), on_conflict="update", batch_size=1)
        assert (caught.value.path, caught.value.line, caught.value.column) == (path, line, column), name
        assert str(caught.value).startswith(f"{path}{'' if line is None else f':{line}'}")
        assert await rows(db, City) == before, name
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"key": ("mayor",)}, "no field 'mayor'"),
        ({"key": ("code",), "on_conflict": "replace"}, "on_conflict='replace' is not one of insert, update, error"),
        ({"key": ("code",), "batch_size": 0}, "batch_size=0 is less than 1"),
    ],
)
async def test_wrong_options(sqlite: Database, csv_file: CsvWriter, options: dict[str, Any], message: str) -> None:
    """An option that cannot be right is an error before anything is read into the table."""
    with pytest.raises(SeedError, match=message):
        await sqlite.seed(City, csv_file("code,name\nA,a\n"), **options)


async def test_missing_file(sqlite: Database, tmp_path: Path) -> None:
    """A file that is not there is an error of seeding."""
    with pytest.raises(SeedError, match=r"none\.csv: there is no such file"):
        await sqlite.seed(City, tmp_path / "none.csv", key=("code",))


async def test_waits_for_another_seed(db: Database, any_url: str) -> None:
    """While one process seeds, another waits, and then finds the rows."""
    other = Database(any_url)
    async with other.lock(seeding.LOCK):
        waiting = asyncio.create_task(db.seed(Division, DIVISIONS, key=DIVISION_KEY, duplicates="skip"))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        assert await rows(other, Division) == []
    assert (await waiting).inserted > 0
    await other.dispose()


@pytest.mark.parametrize("any_url", ["sqlite", "mysql-asyncmy", "mariadb-asyncmy"], indirect=True)  # the lock's kinds
async def test_two_processes_seed_once(db: Database, any_url: str, csv_file: CsvWriter) -> None:
    """Of two processes that seed at once, on a table without unique index, one inserts every row and the other none."""
    count = 3000
    path = csv_file("city_province,city_county\n" + "".join(f"province,county {number}\n" for number in range(count)))
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", SEED_WHEN_TOLD, any_url, str(path)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    outputs = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    results = [json.loads(output) for output, _ in outputs]
    assert sorted(result["inserted"] for result in results) == [0, count]
    async with db.reader() as session:
        assert (await session.exec(select(func.count()).select_from(Division))).one() == count


async def test_memory_does_not_grow(sqlite: Database, csv_file: CsvWriter) -> None:
    """Ten times the rows take no more memory, but for chance: neither rows nor keys are kept."""

    async def peak(count: int) -> int:
        path = csv_file("code,name\n" + "".join(f"{number:08d},x\n" for number in range(count)))
        async with sqlite.session() as session:
            for city in await session.exec(select(City)):
                await session.delete(city)
        tracemalloc.start()
        try:
            await sqlite.seed(City, path, key=("code",))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    await peak(2_000)  # what is loaded and cached once
    small = await peak(8_000)
    assert await peak(80_000) < small * 1.5


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)


@settings(max_examples=40, deadline=None)
@given(
    table=st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8),
        st.fixed_dictionaries(
            {
                "name": CELL,
                "population": st.integers(0, 2**63 - 1),
                "area": st.none() | st.decimals(-999_999, 999_999, places=2),
                "founded": st.none() | st.dates(),
                "level": st.none() | st.sampled_from(Level),
                "is_capital": st.booleans(),
            }
        ),
        max_size=8,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
    batch_size=st.integers(1, 4),
)
async def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, dict[str, Any]], encoding: str, batch_size: int
) -> None:
    """What is written as CSV is what is read from the table, and to seed it again changes nothing."""
    path = tmp_path_factory.getbasetemp() / "round_trip.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        header = ["code", "name", "population", "area", "founded", "level", "is_capital"]
        writer.writerow(header)
        for code, values in table.items():
            level = values["level"]
            cells = {"code": code, **values, "level": level and level.value}
            writer.writerow(["" if cells[name] is None else cells[name] for name in header])
    db = Database("sqlite://")
    await db.create_tables(METADATA)
    first = await db.seed(City, path, key=("code",), batch_size=batch_size)
    async with db.reader() as session:
        found = {city.code: city for city in await session.exec(select(City).order_by(col(City.id)))}
    again = await db.seed(City, path, key=("code",), batch_size=batch_size, on_conflict="update")
    await db.dispose()
    assert first == SeedResult(rows=len(table), inserted=len(table), updated=0, unchanged=0)
    assert {code: city.model_dump(exclude={"id", "code"}) for code, city in found.items()} == table
    assert list(found) == list(table)
    assert again == SeedResult(rows=len(table), inserted=0, updated=0, unchanged=len(table))
