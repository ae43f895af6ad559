"""A CSV file as batches of records, each with the line at which it starts, in bounded memory."""

from __future__ import annotations

import csv
import io
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from aiolift.errors import SeedEncodingError, SeedError, SeedHeaderError, SeedValueError
from aiolift.seeding.encoding import find_encoding

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Generator, Iterator
    from pathlib import Path

#: One record: as many cells as the header has.
Cells: TypeAlias = list[str]

#: A batch ends early when about this many bytes were read for it, so that a statement stays below max_allowed_packet.
_BATCH_BYTES = 1 << 20
#: The bytes are counted once in so many records.
_COUNT_INTERVAL = 64


@dataclass(frozen=True)
class Records:
    """Some records of a CSV file, in its order."""

    lines: list[int]
    """The line at which each record starts; the header is line 1."""
    rows: list[Cells]
    position: int
    """Bytes of the file read so far."""


class CsvFile:
    """An open CSV file: `examine` it, then read its `batches`. A context manager that closes it.

    :raises SeedError: there is no such file, or it cannot be read.
    """

    encoding: str
    header: Cells
    size: int
    """In bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _open(path)

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def examine(self, encoding: str | None = None) -> None:
        """Read the file once to find its encoding and header.

        :param encoding: None finds out; see `find_encoding`.
        :raises SeedEncodingError: the file is not text in the encoding.
        :raises SeedHeaderError: it is empty.
        """
        self.size = self._file.seek(0, io.SEEK_END)
        self.encoding = find_encoding(self._file, self.path, encoding)
        self.header = self._read_header()

    def batches(self, size: int) -> Generator[Records]:
        """Yield the records from the first on, `size` at a time, fewer where they are large.

        :raises SeedValueError: a record has too few or too many cells, or a quote is not closed.
        """
        width = len(self.header)
        lines: list[int] = []
        rows: list[Cells] = []
        started = 0
        with self._reader() as reader:
            next(reader)
            last_line = reader.line_num
            try:
                for cells in reader:
                    line, last_line = last_line + 1, reader.line_num
                    if len(cells) != width:
                        if not cells:
                            continue  # an empty line
                        raise self._wrong_width(line, cells)
                    lines.append(line)
                    rows.append(cells)
                    if len(rows) >= size or (len(rows) % _COUNT_INTERVAL == 0 and self._is_large(started)):
                        started = self._file.tell()
                        yield Records(lines, rows, started)
                        lines, rows = [], []
            except csv.Error as error:
                raise self._broken(last_line + 1, error) from error
        if rows:
            yield Records(lines, rows, self.size)

    def _is_large(self, started: int) -> bool:
        return self._file.tell() - started > _BATCH_BYTES

    def _read_header(self) -> Cells:
        with self._reader() as reader:
            try:
                header = next(reader, [])
            except csv.Error as error:
                raise self._broken(1, error) from error
        if not header:
            what = "the first line" if self.size else "the file"
            raise SeedHeaderError(f"{what} is empty; it must name the columns", path=self.path, line=1)
        return header

    @contextmanager
    def _reader(self) -> Iterator[Reader]:
        """Yield a csv.reader from the beginning of the file, which stays open."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self.encoding, newline="")
        try:
            yield csv.reader(text, strict=True)
        except UnicodeDecodeError as error:
            raise SeedEncodingError("the file was changed while it was read; try again", path=self.path) from error
        finally:
            text.detach()

    def _wrong_width(self, line: int, cells: Cells) -> SeedValueError:
        found, width = len(cells), len(self.header)
        return SeedValueError(
            f"{found} cells where the header names {width} columns; a cell that contains a comma needs quotes",
            path=self.path,
            line=line,
            column=self.header[found] if found < width else None,
        )

    def _broken(self, line: int, error: csv.Error) -> SeedValueError:
        if "unexpected end" in str(error) or "field limit" in str(error):
            message = (
                f"a quote is opened in this record and not closed, or a cell is longer than {csv.field_size_limit():,} "
                "characters; close the quote, and write a quote inside a cell twice"
            )
        else:
            message = f"this is not CSV: {error}; put quotes around the whole cell, and write a quote inside it twice"
        return SeedValueError(message, path=self.path, line=line)


def _open(path: Path) -> BinaryIO:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise SeedError("this is a directory; give the path of a CSV file", path=path)
        if not stat.S_ISREG(mode):
            raise SeedError("this is not a file on disk; it is read more than once, so write it to one", path=path)
        return path.open("rb")
    except FileNotFoundError as error:
        raise SeedError(f"there is no such file; the working directory is {path.cwd()}", path=path) from error
    except OSError as error:
        raise SeedError(f"the file cannot be read: {error.strerror}; make it readable", path=path) from error
