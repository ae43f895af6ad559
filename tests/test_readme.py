"""What the README files and the pages of docs/ show: the code runs, the links lead somewhere, the commands exist."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import httpx
import pytest
from rich.console import Console
from sqlalchemy import MetaData
from sqlmodel import SQLModel

from aiolift.migrate.plan import Plan
from aiolift.migrate.run import migrate
from aiolift.report.diff import patch
from aiolift.report.summary import summary

ROOT = Path(__file__).resolve().parent.parent
READMES = ["README.md", "README.ko.md"]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ["*.md", "docs/*.md", "examples/*/README.md"]
    for path in ROOT.glob(pattern)
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(page: str) -> str:
    """The text of a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def first_python_block(page: str) -> str:
    """The code with which the page introduces aiolift."""
    return next(match[2] for match in FENCE.finditer(read(page)) if match[1] == "python")


def links(page: str) -> list[str]:
    """The relative targets of a page's links, without their anchors; code is no prose."""
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", read(page)))
    targets = re.findall(r"\]\(([^)\s]+)\)", prose)
    return [unquote(target.partition("#")[0]) for target in targets if not re.match(r"[a-z]+:|#", target)]


def make_targets(page: str) -> list[str]:
    """The targets of the ``make`` commands in a page's code."""
    text = read(page)
    code = [code for _, code in FENCE.findall(text)] + re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    return [target for piece in code for target in re.findall(r"(?:^|\s)make ([a-z-]+)", piece)]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The first Python code of README.md, run as a module in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(SQLModel, "metadata", MetaData())  # other tests have a member table of their own
    module = ModuleType("service_of_the_readme")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # SQLModel looks there for a model's names
    exec(compile(first_python_block("README.md"), "README.md", "exec"), module.__dict__)
    return module


async def test_readme_code_runs(service: ModuleType, tmp_path: Path) -> None:
    """The service of the README keeps a member in its database, shows it, and refuses the same e-mail twice."""
    transport = httpx.ASGITransport(service.app)
    hong = {"email": "hong@example.com", "nickname": "홍길동"}
    async with (
        service.app.router.lifespan_context(service.app),
        httpx.AsyncClient(transport=transport, base_url="http://readme") as client,
    ):
        await service.db.create_tables()
        created = await client.post("/members", json=hong)
        assert created.status_code == 200, created.text
        member = created.json()
        assert member == {"id": 1, **hong}
        assert (await client.get(f"/members/{member['id']}")).json() == member
        assert (await client.get("/members/2")).status_code == 404
        again = await client.post("/members", json=hong)
        assert again.status_code == 409
        assert again.json() == {"detail": "this e-mail is taken"}
        assert (await client.get("/health/ready")).json()["status"] == "ok"
    assert (tmp_path / "travel.db").exists()


def test_both_readmes_show_the_same_code() -> None:
    """The Korean README introduces aiolift with the code that was tried above."""
    assert first_python_block("README.ko.md") == first_python_block("README.md")


@cache
def migration() -> Plan:
    """The migration of the sync travel service, parts of which the README shows."""
    return migrate(ROOT / "examples" / "travel_sync")


@pytest.mark.parametrize("readme", READMES)
def test_the_change_that_is_shown_is_made(readme: str) -> None:
    """The diff of the README is a part of what the migration of the travel service gives."""
    (shown,) = (code for language, code in FENCE.findall(read(readme)) if language == "diff")
    assert shown in patch(migration().changes).decode("utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_the_summary_that_is_shown_is_printed(readme: str) -> None:
    """The README shows lines of the summary, with the figures that do not depend on whether pyrefly is installed."""
    (shown,) = (code for language, code in FENCE.findall(read(readme)) if language == "text")
    console = Console(width=120)
    with console.capture() as printed:
        console.print(summary(migration()))
    lines = [line.rstrip() for line in printed.get().splitlines()]
    assert [line for line in shown.splitlines()[1:] if line not in lines] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    """Every relative link of a page leads to a file or a folder of the checkout."""
    missing = [link for link in links(page) if not (ROOT / page).parent.joinpath(link).exists()]
    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_readmes_link_to_each_other_and_to_the_docs(readme: str) -> None:
    """A reader finds the other language and the pages of docs/ from the README."""
    other = next(name for name in READMES if name != readme)
    assert {other, "docs/architecture.md"} <= set(links(readme))


@pytest.mark.parametrize("page", [*READMES, "CONTRIBUTING.md"])
def test_make_commands_exist(page: str) -> None:
    """Every ``make`` command that a page shows is a target of the Makefile, and `demo` and `test` are among them."""
    targets = re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE)
    shown = make_targets(page)
    assert {"demo", "test"} <= set(shown)
    assert set(shown) <= set(targets)
