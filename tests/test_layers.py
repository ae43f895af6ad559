"""Who may import whom: the runtime stays small, and what only some users have is imported only where it is used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import aiolift

SOURCE = Path(aiolift.__file__).parent
TOOLS = {
    "__main__",
    "analysis",
    "cli",
    "testing",
    "bench",
    "program",
    "knowledge",
    "migrate",
    "lint",
    "lsp",
    "report",
    "observe",
}
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def runtime_modules() -> list[str]:
    """Return the modules of the runtime: all but the tools and the pytest plugin."""
    return [name for name in MODULES if name.split("/")[0].removesuffix(".py") not in TOOLS]


@cache
def imports(name: str, *, at_import_time: bool = False) -> tuple[str, ...]:
    """Return the dotted names that a module imports; `at_import_time` leaves out what only functions do."""
    return tuple(_imports(name, at_import_time=at_import_time))


def _imports(name: str, *, at_import_time: bool) -> Iterator[str]:
    tree = ast.parse((SOURCE / name).read_text(encoding="utf-8"))
    nodes = list(_run_at_import_time(tree)) if at_import_time else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _run_at_import_time(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _run_at_import_time(node)


def importers(package: str, **options: bool) -> set[str]:
    """Return the modules that import `package` or something in it."""
    return {
        name for name in MODULES if any(f"{found}.".startswith(f"{package}.") for found in imports(name, **options))
    }


def test_the_runtime_never_imports_the_tools() -> None:
    """What a service imports does not depend on the command line, the plugin or the benchmarks."""
    for tool in TOOLS:
        assert not importers(f"aiolift.{tool}") & set(runtime_modules())


def test_the_tools_import_in_one_direction() -> None:
    """The program's model knows neither the facts nor the tools; the facts know errors only; nobody imports the cli."""
    assert not importers("aiolift.cli") - {name for name in MODULES if name.startswith(("cli/", "__main__"))}
    for tool in ("knowledge", "migrate", "lint", "report"):
        assert not [name for name in importers(f"aiolift.{tool}") if name.startswith("program/")], tool
    for name in (name for name in MODULES if name.startswith("knowledge/")):
        ours = {found for found in imports(name) if found.startswith("aiolift.")}
        assert all(found.startswith(("aiolift.errors", "aiolift.knowledge")) for found in ours), name


def test_only_fastapi_imports_fastapi() -> None:
    """FastAPI and Starlette are known to `aiolift.fastapi` alone, which the rest of the runtime does not import.

    The services that are measured beside each other are applications.
    """
    assert {name for name in importers("fastapi") if not name.startswith("bench/service/peers/")} == {"fastapi.py"}
    assert importers("starlette") == {"fastapi.py"}
    assert not importers("aiolift.fastapi") & set(runtime_modules())


def test_only_the_plugin_imports_pytest() -> None:
    """pytest is known to `aiolift.testing` alone."""
    for package in ("pytest", "pytest_asyncio"):
        assert all(name.startswith("testing") for name in importers(package))


def test_only_the_tools_import_what_the_tools_need() -> None:
    """Typer, Rich and Alembic come with an extra; comparing tables imports Alembic when it is asked to."""
    for package in ("typer", "rich"):
        assert all(name.startswith(("cli/", "report/")) for name in importers(package)), package
    for package in ("pygls", "lsprotocol"):
        assert all(name.startswith("lsp/") for name in importers(package)), package
    assert importers("alembic") == {"schema_difference.py"}
    assert not importers("alembic", at_import_time=True)


def test_errors_and_settings_stand_alone() -> None:
    """The error tree imports nothing of ours, and the settings import the errors only."""
    assert not [found for found in imports("errors.py") if found.startswith("aiolift")]
    assert {found for found in imports("settings.py") if "aiolift" in found} == {"aiolift.errors.SettingsError"}


@pytest.mark.parametrize("statement", ["import aiolift", "import aiolift; aiolift.Database('sqlite://')"])
def test_a_bare_import_is_small(statement: str) -> None:
    """`import aiolift`, and a Database on SQLite, import no other driver, no web framework and none of the tools."""
    unwanted = {
        *("fastapi", "starlette", "typer", "rich", "click", "alembic", "pytest", "httpx"),
        *("asyncmy", "aiomysql", "pymysql", "mysql", "asyncpg", "psycopg", "cryptography"),
    }
    if statement == "import aiolift":
        unwanted.add("aiosqlite")
    code = f"{statement}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not unwanted & set(done.stdout.split())
