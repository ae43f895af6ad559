"""CSV files as records with their lines."""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.errors import SeedError, SeedHeaderError, SeedValueError
from aiolift.seeding.reader import CsvFile, Records
from tests.seeding.conftest import CsvWriter

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


def read(path: Path, size: int = 1000) -> list[Records]:
    """Return the batches of a file."""
    with CsvFile(path) as file:
        file.examine()
        return list(file.batches(size))


def error(path: Path) -> SeedError:
    """Return the error that a file is."""
    with pytest.raises(SeedError) as caught:
        read(path)
    return caught.value


def test_records(csv_file: CsvWriter) -> None:
    """Records come in batches, with their lines and the bytes read."""
    path = csv_file("name,note\n서울,a\n부산,b\n대구,c\n")
    first, second = read(path, size=2)
    assert (first.rows, first.lines) == ([["서울", "a"], ["부산", "b"]], [2, 3])
    assert (second.rows, second.lines, second.position) == ([["대구", "c"]], [4], path.stat().st_size)


def test_lines_of_long_records(csv_file: CsvWriter) -> None:
    """Line breaks inside quotes and empty lines count, whatever ends a line; an empty line is no record."""
    (records,) = read(csv_file('name,note\r\n서울,"1\r\n2\n3"\r\n\r\n\r\n부산,b\r\n\r\n'))
    assert (records.rows, records.lines) == ([["서울", "1\r\n2\n3"], ["부산", "b"]], [2, 7])


def test_batches_again(csv_file: CsvWriter) -> None:
    """The batches can be read again from the beginning, even where the first reading was given up."""
    with CsvFile(csv_file("name\na\nb\nc\n")) as file:
        file.examine()
        next(file.batches(1))
        assert [records.rows for records in file.batches(9)] == [[["a"], ["b"], ["c"]]]


def test_large_records_make_small_batches(csv_file: CsvWriter) -> None:
    """A batch ends after about a megabyte, however many records it may have."""
    content = "note\n" + f"{'x' * 50_000}\n" * 300
    sizes = [sum(len(row[0]) for row in records.rows) for records in read(csv_file(content))]
    assert sum(sizes) == 300 * 50_000
    assert max(sizes) <= 64 * 50_000


@given(header=st.lists(CELLS.filter(bool), min_size=2, max_size=4), data=st.data())
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, header: list[str], data: st.DataObject) -> None:
    """What csv.writer writes is read as it was, each record from the line at which it starts."""
    row = st.lists(CELLS, min_size=len(header), max_size=len(header))
    rows = data.draw(st.lists(row, max_size=6))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    lines = []
    for cells in rows:
        lines.append(len(io.StringIO(text.getvalue(), newline="").readlines()) + 1)
        writer.writerow(cells)
    path = tmp_path_factory.getbasetemp() / "round_trip.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    with CsvFile(path) as file:
        file.examine()
        batches = list(file.batches(2))
        assert file.header == header
    assert [cells for records in batches for cells in records.rows] == rows
    assert [line for records in batches for line in records.lines] == lines


def test_too_few_cells(csv_file: CsvWriter) -> None:
    """A record that is too short names the first column that it lacks."""
    found = error(csv_file("a,b,c\n1,2,3\n1,2\n"))
    assert (type(found), found.line, found.column) == (SeedValueError, 3, "c")
    assert "2 cells where the header names 3" in str(found)


def test_too_many_cells(csv_file: CsvWriter) -> None:
    """A record that is too long is refused, with the advice to quote commas."""
    found = error(csv_file("a,b\n1,2,3\n"))
    assert (type(found), found.line, found.column) == (SeedValueError, 2, None)
    assert "needs quotes" in str(found)


@pytest.mark.parametrize("rest", ["3,4\n", "x" * 200_000 + "\n"])
def test_unclosed_quote(csv_file: CsvWriter, rest: str) -> None:
    """A quote that is not closed is an error at its record, also where the rest of the file is large."""
    found = error(csv_file(f'a,b\n1,2\n1,"2\n{rest}'))
    assert (type(found), found.line) == (SeedValueError, 3)
    assert "close the quote" in str(found)


def test_text_after_a_quote(csv_file: CsvWriter) -> None:
    """A cell that is quoted in part is refused rather than guessed."""
    found = error(csv_file('a,b\n1,"2" kg\n'))
    assert (type(found), found.line) == (SeedValueError, 2)
    assert "quotes around the whole cell" in str(found)


def test_unclosed_quote_in_the_header(csv_file: CsvWriter) -> None:
    """The header is a record too."""
    assert error(csv_file('a,"b\n1,2\n')).line == 1


@pytest.mark.parametrize(("content", "message"), [("", "the file is empty"), ("\n1,2\n", "the first line is empty")])
def test_no_header(csv_file: CsvWriter, content: str, message: str) -> None:
    """A file without a first line is refused."""
    found = error(csv_file(content))
    assert (type(found), found.line) == (SeedHeaderError, 1)
    assert message in str(found)


def test_no_records(csv_file: CsvWriter) -> None:
    """A header alone is a file with no records."""
    assert read(csv_file("a,b\n")) == []


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is an error with its path."""
    found = error(tmp_path / "none.csv")
    assert found.path == tmp_path / "none.csv"
    assert "no such file" in str(found)


def test_directory(tmp_path: Path) -> None:
    """A directory is refused."""
    assert "is a directory" in str(error(tmp_path))


def test_pipe(tmp_path: Path) -> None:
    """A pipe is refused, as it cannot be read twice, and not waited for."""
    os.mkfifo(tmp_path / "pipe")
    assert "not a file on disk" in str(error(tmp_path / "pipe"))


def test_unreadable(tmp_path: Path) -> None:
    """What the system refuses to open is an error with the system's reason."""
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    assert "cannot be read: Too many levels" in str(error(tmp_path / "loop.csv"))


def test_changed_while_read(csv_file: CsvWriter) -> None:
    """A file that is written to between the two readings is an error, and no garbage."""
    path = csv_file("name\n서울\n")
    with CsvFile(path) as file:
        file.examine()
        path.write_bytes("name\n서울\n".encode("cp949"))
        with pytest.raises(SeedError, match="was changed while it was read"):
            list(file.batches(10))
