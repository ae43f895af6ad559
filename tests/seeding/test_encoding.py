"""Telling UTF-8 from CP949, and damage from either."""

import io
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aiolift.errors import SeedEncodingError
from aiolift.seeding.encoding import CP949, UTF_8, find_encoding

PATH = Path("cities.csv")
HEADER = "이름,값\n"
#: Every Hangul syllable, those that only CP949 has included, hanja and some others.
CP949_TEXT = st.text(st.characters(codec="cp949", exclude_characters="\0"))


def find(content: bytes, encoding: str | None = None) -> str:
    """Return the codec that is found for a file with this content."""
    return find_encoding(io.BytesIO(content), PATH, encoding)


def error(content: bytes, encoding: str | None = None) -> SeedEncodingError:
    """Return the error that a file with this content is."""
    with pytest.raises(SeedEncodingError) as caught:
        find(content, encoding)
    return caught.value


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (b"", UTF_8),
        (b"name\nSeoul\n", UTF_8),
        ("name\n서울\n".encode(), UTF_8),
        ("name\n서울\n".encode("utf-8-sig"), UTF_8),
        ("name\n서울\n".encode("euc-kr"), CP949),
        ("name\n똠방각하\n".encode("cp949"), CP949),
    ],
)
def test_found(content: bytes, codec: str) -> None:
    """UTF-8 with and without byte-order mark, EUC-KR, and CP949 with syllables that EUC-KR lacks are found."""
    assert find(content) == codec


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")), mark=st.booleans())
def test_utf_8_round_trip(text: str, mark: bool) -> None:
    """Whatever is written as UTF-8 is read as it was written."""
    assume(not text.startswith("\ufeff"))
    content = text.encode("utf-8-sig" if mark else "utf-8")
    assert content.decode(find(content)) == text


@given(text=CP949_TEXT)
def test_cp949_round_trip(text: str) -> None:
    """Whatever is written as CP949 below a Korean header is read as it was written."""
    content = (HEADER + text).encode("cp949")
    assert content.decode(find(content)) == HEADER + text


@given(
    lines=st.lists(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1), min_size=1),
    data=st.data(),
)
def test_damaged_utf_8_is_never_cp949(lines: list[str], data: st.DataObject) -> None:
    """A Korean UTF-8 file with a byte missing or changed is an error, and not CP949."""
    content = (HEADER + "\n".join(lines) + "\n").encode()
    place = data.draw(st.integers(len(HEADER.encode()), len(content) - 1))
    byte = data.draw(st.binary(max_size=1).filter(lambda byte: byte != b"\0"))
    damaged = content[:place] + byte + content[place + 1 :]
    try:
        damaged.decode()
    except UnicodeDecodeError:
        assert "is not UTF-8 text" in str(error(damaged))


def test_damaged_utf_8() -> None:
    """The error names the byte, the character of the line, the line of the record, and the column."""
    damaged = 'name,note\n서울,"두 줄\n짜리"\n부산,바\xff다\n'.encode().replace("\xff".encode(), b"\xff")
    found = error(damaged)
    assert (found.line, found.column) == (4, "note")
    assert "the byte 0xff is not UTF-8 text, character 5 of line 4" in str(found)
    assert "encoding=" in str(found)


def test_damage_in_a_record_of_two_lines() -> None:
    """The line of an error is the one where the record starts; the message has the line of the byte."""
    found = error('name,note\n서울,"두 줄\n짜리'.encode() + b"\xff" + b'"\n')
    assert (found.line, found.column) == (2, "note")
    assert "character 3 of line 3" in str(found)


def test_utf_8_cut_off_in_a_character() -> None:
    """A file that ends in the middle of a character is damaged."""
    found = error("name\n서울\n부산".encode()[:-1])
    assert (found.line, found.column) == (3, "name")


def test_utf_8_damaged_at_a_character_of_the_same_word() -> None:
    """Two Hangul characters before the damage show UTF-8, though nothing stands between them and it."""
    assert "is not UTF-8" in str(error("서울".encode() + b"\xb0\xa1"))


def test_cp949_that_looks_like_one_utf_8_character() -> None:
    """A pair of hanja whose bytes begin like one UTF-8 syllable is CP949."""
    content = b"\xea\xb0\xb0\xa1\n"
    assert content[:3].decode() == "갰"
    assert find(content) == CP949


def test_damaged_utf_8_with_a_byte_order_mark() -> None:
    """A byte-order mark says UTF-8, whatever follows."""
    assert "is not UTF-8" in str(error(b"\xef\xbb\xbf" + "서울".encode("cp949")))


def test_damaged_cp949() -> None:
    """Where CP949 gets further than UTF-8, the error is that of CP949."""
    found = error("name\n서울\n부산\n대구".encode("cp949") + b"\xff\n")
    assert (found.line, found.column) == (4, "name")
    assert "0xff is not CP949/EUC-KR" in str(found)


def test_neither() -> None:
    """A file in another encoding is refused where it stops being UTF-8."""
    found = error("name\ncafé\n".encode("latin-1"))
    assert (found.line, found.column) == (2, "name")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16(encoding: str) -> None:
    """UTF-16, with or without byte-order mark, is refused with the advice to save as UTF-8."""
    assert "save the file as UTF-8" in str(error("name\nSeoul\n".encode(encoding)))


def test_nul() -> None:
    """A NUL byte is refused, with the place."""
    found = error(b"name,note\nSeoul,a\0b\n")
    assert (found.line, found.column) == (2, "note")
    assert "a NUL byte, character 8 of line 2" in str(found)


def test_nul_in_cp949() -> None:
    """A NUL byte is refused in a CP949 file too."""
    assert "a NUL byte" in str(error("이름\n서\0울\n".encode("cp949")))


def test_damage_below_an_unclosed_quote() -> None:
    """Where the records cannot be told, the error still has the character and its line."""
    found = error(b'name\n"' + b"x" * 140_000 + b"\n\xff\n")
    assert found.column is None
    assert "character 1 of line 3" in str(found)


@pytest.mark.parametrize("encoding", ["utf-16", "cp949", "latin-1"])
def test_given_encoding(encoding: str) -> None:
    """A given encoding is used without looking for another."""
    content = "é" if encoding == "latin-1" else "서울"
    assert content == content.encode(encoding).decode(find(content.encode(encoding), encoding))


@pytest.mark.parametrize("encoding", ["euc-kr", "EUC_KR", "korean"])
def test_euc_kr_means_cp949(encoding: str) -> None:
    """Files that are called EUC-KR often have CP949's further syllables."""
    assert find("똠".encode("cp949"), encoding) == CP949


def test_given_encoding_that_is_wrong() -> None:
    """A given encoding that the file does not have is an error, even where another would do."""
    found = error("name\n서울\n".encode("cp949"), "utf-8")
    assert (found.line, found.column) == (2, "name")


@pytest.mark.parametrize("encoding", ["utf-9", "hex"])
def test_unknown_encoding(encoding: str) -> None:
    """A name that is no encoding of text is an error."""
    assert f"'{encoding}' is not an encoding" in str(error(b"name\n", encoding))


def test_damage_across_parts() -> None:
    """The place is right in a file that is longer than what is read at a time."""
    size = 1 << 20
    lines = "가" * 100 + "\n"
    content = ("x" + lines * (size // len(lines.encode()) + 2)).encode()
    lines_before = content.count(b"\n")
    assert f"character 1 of line {lines_before + 1}:" in str(error(content + b"\xff"))
