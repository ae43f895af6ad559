"""Which encoding a CSV file is in. All of it is read once, a part at a time, so that damage is found before any row."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from aiolift.errors import SeedEncodingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Skips a byte-order mark where there is one.
UTF_8 = "utf-8-sig"
#: A superset of EUC-KR: what Windows writes in Korea.
CP949 = "cp949"

_NAMES = {UTF_8: "UTF-8", CP949: "CP949/EUC-KR"}
_PART_SIZE = 1 << 16
_SAVE = "save the file as UTF-8 (in Excel: 'CSV UTF-8')"
#: Stands for a byte that cannot be decoded; a lone surrogate never comes out of a decoder.
_DAMAGED = "\udfff"
_MARK_DAMAGE = "aiolift.mark_damage"
codecs.register_error(_MARK_DAMAGE, lambda error: (_DAMAGED, error.end))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Damage:
    offset: int
    """Bytes before the damage."""
    byte: int

    @property
    def is_nul(self) -> bool:
        return self.byte == 0


def find_encoding(file: BinaryIO, path: Path, encoding: str | None) -> str:
    """Return the name of the codec that decodes the whole of `file`.

    UTF-8, with or without a byte-order mark, is tried before CP949. A file that begins as UTF-8 and then breaks is
    damaged UTF-8, and is not read as CP949 even where that would be possible.

    :param encoding: the only one to try; None tries both.
    :raises SeedEncodingError: none decodes the file, or it is not text.
    """
    if encoding is not None:
        codec = _codec(encoding, path)
        damage = _first_damage(file, codec)
        if damage is not None:
            raise _error(file, path, codec, damage)
        return codec
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SeedEncodingError(f"the file is UTF-16; {_SAVE}, or say encoding='utf-16'", path=path)
    damage = _first_damage(file, UTF_8)
    if damage is None:
        return UTF_8
    if damage.is_nul or start.startswith(codecs.BOM_UTF8) or _begins_as_utf_8(file, damage):
        raise _error(file, path, UTF_8, damage)
    cp949_damage = _first_damage(file, CP949)
    if cp949_damage is None:
        return CP949
    if cp949_damage.offset > damage.offset:
        raise _error(file, path, CP949, cp949_damage)
    raise _error(file, path, UTF_8, damage)


def _codec(encoding: str, path: Path) -> str:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)  # refuses what is unknown, and codecs that are not of text
    except LookupError as error:
        raise SeedEncodingError(
            f"{encoding!r} is not an encoding that Python knows; use for example 'utf-8' or 'cp949'", path=path
        ) from error
    name = codecs.lookup(encoding).name
    return {"utf-8": UTF_8, "euc_kr": CP949}.get(name, name)


def _first_damage(file: BinaryIO, codec: str) -> _Damage | None:
    """Decode all of `file` and return the first byte that is not text, or None."""
    decoder = codecs.getincrementaldecoder(codec)()
    consumed = 0
    for part in _parts(file):
        consumed += len(part)
        try:
            text = decoder.decode(part, final=not part)
        except UnicodeDecodeError as error:
            # error.object may begin with bytes of the part before
            return _Damage(consumed - len(error.object) + error.start, error.object[error.start])
        if "\0" in text:
            return _Damage(consumed, 0)
    return None


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of `file` in parts, and at last an empty one."""
    file.seek(0)
    while part := file.read(_PART_SIZE):
        yield part
    yield b""


def _begins_as_utf_8(file: BinaryIO, damage: _Damage) -> bool:
    """Whether UTF-8's characters of three bytes, as Hangul has, stand before the damage.

    In CP949 a byte pair followed by the first byte of the next can look like one such character, but then the damage
    follows at once. So one counts only when something stands between it and the damage.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder(UTF_8)()
    left = damage.offset
    found = 0
    last = ""
    while left > 0 and found < 2:
        part = file.read(min(left, _PART_SIZE))
        left -= len(part)
        text = decoder.decode(part)
        found += sum(character >= "\u0800" for character in text)
        last = text[-1:] or last
    return found > 1 or (found == 1 and last < "\u0800")


def _error(file: BinaryIO, path: Path, codec: str, damage: _Damage) -> SeedEncodingError:
    mark = "\0" if damage.is_nul else _DAMAGED
    line, character = _position(file, codec, mark)
    record_line, column = _cell(file, codec, mark)
    where = f"character {character} of line {line}"
    if damage.is_nul:
        message = f"a NUL byte, {where}: the file is not text, or it is UTF-16, or a spreadsheet; {_SAVE}"
    else:
        name = _NAMES.get(codec, codec)
        message = (
            f"the byte 0x{damage.byte:02x} is not {name} text, {where}: the file is damaged, or in another encoding; "
            f"get it again, or {_SAVE}, or name its encoding (encoding=)"
        )
    return SeedEncodingError(message, path=path, line=record_line, column=column)


def _position(file: BinaryIO, codec: str, mark: str) -> tuple[int, int]:
    """Return the line and the character in it, both from 1, of the first `mark`."""
    with _decoded(file, codec) as text:
        for line, content in enumerate(text, start=1):
            if mark in content:
                return line, content.index(mark) + 1
    raise AssertionError("only called for a file that has the mark")


def _cell(file: BinaryIO, codec: str, mark: str) -> tuple[int, str | None]:
    """Return the line at which the record with the first `mark` starts, and the column that the cell belongs to."""
    with _decoded(file, codec) as text:
        reader = csv.reader(text)
        header: list[str] = []
        line = 1
        with suppress(csv.Error):  # a quote that is never closed
            for cells in reader:
                for index, cell in enumerate(cells):
                    if mark in cell:
                        return line, header[index] if index < len(header) else None
                header = header or cells
                line = reader.line_num + 1
    return line, None


@contextmanager
def _decoded(file: BinaryIO, codec: str) -> Iterator[io.TextIOWrapper]:
    """Yield the lines of `file` from its beginning, and leave it open."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=codec, errors=_MARK_DAMAGE, newline="")
    try:
        yield text
    finally:
        text.detach()
