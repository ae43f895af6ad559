"""Protocols that classes follow by their form alone."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.protocols import declarations
from aiolift.analysis.model import Model
from aiolift.program import text
from aiolift.program.program import Program

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
from typing import Protocol

class Books(Protocol):
    def get(self, isbn): ...
    def add(self, book): ...

class Closed(Protocol):
    def close(self): ...

class Sent(Protocol):
    def send(self, text): ...

class SqlBooks:
    def get(self, isbn): ...
    def add(self, book): ...
    def close(self): ...
    def send(self, text): ...

class Shelves:
    def get(self, number): ...
    def add(self, book): ...

def end(closed: Closed):
    closed.close()
"""


def test_a_class_follows_a_protocol_by_all_of_its_methods(tmp_path: Path) -> None:
    """Other parameters are another form; one method that is called says too little of a class."""
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    model = Model(Program([text.read(tmp_path / "app.py", PurePosixPath("app.py"), python=True)]))
    found = {method.qualname: sorted(one.qualname for one in into) for method, into in declarations(model).items()}
    assert found == {"SqlBooks.get": ["Books.get"], "SqlBooks.add": ["Books.add"], "SqlBooks.send": ["Sent.send"]}
