"""Files that stand only in memory."""

from pathlib import Path, PurePosixPath

from aiolift.program.text import TextFile


def text_file(name: str, text: str) -> TextFile:
    """Return a file of the program under study with this text."""
    return TextFile(Path("/nowhere") / name, PurePosixPath(name), text)
