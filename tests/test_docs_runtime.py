"""The programs in docs/pools.md and docs/loading.md: they run, and print what stands behind them."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import MetaData
from sqlmodel import SQLModel

DOCS = Path(__file__).resolve().parent.parent / "docs"
PROGRAM = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: How long it took, which is another time with each run.
SECONDS = re.compile(r"for \d+\.\d s")


@pytest.mark.parametrize(("page", "file"), [("pools.md", "export.py"), ("loading.md", "load.py")])
def test_a_program_prints_what_the_page_shows(
    page: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run in an empty folder, the page's program prints the text behind it, but for the seconds."""
    found = PROGRAM.search((DOCS / page).read_text(encoding="utf-8"))
    assert found is not None
    code, shown = found.groups()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(SQLModel, "metadata", MetaData())
    module = ModuleType(f"{page}'s program")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # SQLModel looks there for a model's names
    exec(compile(code, str(tmp_path / file), "exec"), module.__dict__)
    printed = capsys.readouterr().out
    assert SECONDS.sub("for a while", printed) == SECONDS.sub("for a while", shown)
