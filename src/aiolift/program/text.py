"""A text file as bytes and as characters, so that what is not edited stays byte for byte."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from aiolift.errors import UnreadableFileError

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

#: Longest first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class TextFile:
    """One file of the program under study. Offsets are indexes into `text`, whose line endings are the file's own.

    :param path: where it is on disk.
    :param name: its path below the root of the program, with forward slashes.
    :param text: its characters, without the byte-order mark.
    :param encoding: a codec's name.
    :param mark: the byte-order mark that the file starts with, or no bytes.
    """

    path: Path = field(compare=False)
    name: PurePosixPath
    text: str
    encoding: str = "utf-8"
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """Return `text` as this file's bytes: the same mark, the same encoding."""
        return self.mark + text.encode(self.encoding)

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts, the first line's 0 included."""
        return line_starts(self.text)

    @cached_property
    def newline(self) -> str:
        """The line ending of the file's first line; a newline where it has only one line."""
        match = _LINE_END.search(self.text)
        return match.group() if match else "\n"

    def line_of(self, offset: int) -> int:
        """Return the line that `offset` is in, counted from 1."""
        return bisect_right(self.line_starts, offset)

    def line(self, number: int) -> str:
        """Return line `number`, counted from 1, without its ending."""
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[self.line_starts[number - 1] : end].rstrip("\r\n")


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line of a text starts, the first line's 0 included."""
    starts = [0, *accumulate(map(len, io.StringIO(text, newline="")))]
    return starts if text.endswith(("\r", "\n")) or not text else starts[:-1]


def read(path: Path, name: PurePosixPath, *, python: bool = False) -> TextFile:
    """Read a file whose encoding is given by its byte-order mark, by PEP 263 (`python`), or else is UTF-8.

    :raises UnreadableFileError: it cannot be read, or its bytes are not text in that encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"{name}: cannot be read: {error.strerror}; give read access, or --exclude it"
        ) from error
    return decode(data, path, name, python=python)


def decode(data: bytes, path: Path, name: PurePosixPath, *, python: bool = False) -> TextFile:
    """Return the file of which `data` are the bytes, as `read` does.

    :raises UnreadableFileError: they are not text in the encoding that they name.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        if python and not mark:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return TextFile(path, name, data[len(mark) :].decode(encoding), encoding, mark)
    except (UnicodeDecodeError, SyntaxError, LookupError) as error:
        raise UnreadableFileError(
            f"{name}: is not text in {encoding}: {error}; save it in that encoding, or --exclude it"
        ) from error
