"""pyrefly as the type oracle: what an expression is and what a call reaches, where our own index does not know.

Everything that is pyrefly's stands in this module, whose report (`--report-pysa`) is versioned and may change:
https://pyrefly.org/en/docs/configuration/. Positions are those of `ast`: lines from 1, columns in UTF-8 bytes from 0.

What makes it slow is not the code base but what its imports reach, because the report covers every module reached.
So pyrefly sees the code base and the libraries of `LIBRARIES`, nothing else, and not their parts in `_UNREAD`.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.machinery import PathFinder
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

if sys.platform == "linux":
    import resource

#: The libraries whose types matter; they are taken from aiolift's own environment, in which they have annotations.
LIBRARIES = ("sqlalchemy", "sqlmodel", "fastapi", "starlette", "pydantic")

#: Large parts of them that only slow the report down; what is imported from there has no known type.
_UNREAD = (
    *("sqlalchemy.dialects.*", "sqlalchemy.testing.*", "sqlalchemy.ext.mypy.*", "sqlalchemy.cyextension.*"),
    *("pydantic._internal.*", "pydantic.v1.*", "pydantic.deprecated.*", "pydantic.json_schema", "pydantic.networks"),
    *("fastapi.openapi.*", "fastapi._compat.*", "fastapi.routing.*"),
)
_FORMAT_VERSION = 1
#: Bytes of address space that pyrefly may take; 30,000 lines need about a third.
_MEMORY = 4 * 2**30

Span = tuple[int, int, int, int]
_Spans = dict[Span, tuple[str, ...]]


@dataclass(frozen=True)
class Oracle:
    """The answers for one code base; made by `types`."""

    _values: Mapping[PurePosixPath, _Spans] = field(repr=False)
    _calls: Mapping[PurePosixPath, _Spans] = field(repr=False)

    def value_type(
        self, name: PurePosixPath, line: int, column: int, end_line: int, end_column: int
    ) -> tuple[str, ...]:
        """Return the classes that the value of an expression can have, as `sqlmodel.orm.session.Session`.

        A class itself, rather than an instance, is `type[…]`; None is left out. Nothing where the type is not known,
        in whole or in part, and where pyrefly does not report it: it reports names, what stands before a dot,
        and arguments.
        """
        return self._values.get(name, {}).get((line, column, end_line, end_column), ())

    def call_targets(
        self, name: PurePosixPath, line: int, column: int, end_line: int, end_column: int
    ) -> tuple[str, ...]:
        """Return the functions that a call can reach, as `sqlalchemy.orm.session.Session.commit`, or nothing.

        A method that is overridden is named by the class that pyrefly found; its overrides are for the caller to add.
        """
        return self._calls.get(name, {}).get((line, column, end_line, end_column), ())


def types(root: Path, files: Iterable[PurePosixPath], *, timeout: float = 120.0) -> tuple[Oracle | None, str]:
    """Ask pyrefly about the files (paths below `root`); return an Oracle, or None and the reason for a person.

    Neither reads the settings of the code base's own type checker nor writes below `root`.

    :param timeout: seconds after which pyrefly is ended.
    """
    program = shutil.which("pyrefly", path=sysconfig.get_path("scripts")) or shutil.which("pyrefly")
    if program is None:
        return None, "pyrefly is not installed: pip install 'aiolift[tools]'"
    names = {(root / name).resolve(): name for name in files}
    with tempfile.TemporaryDirectory(prefix="aiolift-oracle-") as directory:
        work = Path(directory)
        try:
            _configure(work, root.resolve(), names)
            done = _run(program, work, timeout)
            # 1 says that there are type errors, which are none of our business
            if done.returncode not in (0, 1):
                return None, f"pyrefly ended with code {done.returncode}: {_last_line(done.stderr)}"
            return _Report(work / "report", names).read(), ""
        except subprocess.TimeoutExpired:
            return None, f"pyrefly took longer than {timeout:g} s"
        except OSError as error:
            return None, f"pyrefly cannot be run, or wrote no report: {error}"
        except _UnknownFormatError as error:
            return None, f"pyrefly's report is of a version that aiolift does not know: {error}"
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return None, f"pyrefly's report cannot be read: {type(error).__name__}: {error}"


def _run(program: str, work: Path, timeout: float) -> subprocess.CompletedProcess[str]:
    """Let pyrefly write its report to `work/report`."""
    report = ("--report-pysa", "report", "--report-pysa-format", "json")
    threads = f"--threads={min(os.cpu_count() or 1, 4)}"  # each takes memory
    command = [
        program,
        "check",
        "-c",
        "pyrefly.toml",
        threads,
        *report,
        "--summary=none",
        "--output-format=omit-errors",
    ]
    with subprocess.Popen(  # noqa: S603 - a list without a shell; the program is the one that was found
        command,
        cwd=work,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYREFLY_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        if sys.platform == "linux":  # elsewhere no process can limit another one
            with suppress(ProcessLookupError, PermissionError):
                resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        finally:
            process.kill()
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it said nothing")


def _configure(work: Path, root: Path, files: Iterable[Path]) -> None:
    """Write our settings, and a directory with links to the libraries that pyrefly is to see."""
    site = work / "site"
    site.mkdir()
    for library in LIBRARIES:
        # unlike importlib.util.find_spec it imports nothing
        found = PathFinder.find_spec(library)
        for place in (found and found.submodule_search_locations) or ():
            (site / library).symlink_to(place, target_is_directory=True)
    settings: dict[str, str | bool | list[str]] = {
        "project-includes": [glob.escape(str(path)) for path in files],
        "project-excludes": [],
        "disable-project-excludes-heuristics": True,
        "use-ignore-files": False,
        "search-path": [str(path) for path in _import_roots(root, files)],
        "disable-search-path-heuristics": True,
        "site-package-path": [str(site)],
        "skip-interpreter-query": True,
        "replace-imports-with-any": list(_UNREAD),
        "ignore-missing-imports": ["*"],
        "preset": "off",
        "check-unannotated-defs": True,
        "infer-return-types": "checked",
    }
    # a JSON string, list or boolean is also TOML's
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()]
    (work / "pyrefly.toml").write_text("".join(lines), encoding="utf-8")


def _import_roots(root: Path, files: Iterable[Path]) -> list[Path]:
    """Return where absolute imports start: the root, `src` below it, and what holds a topmost package."""
    roots = {root: None, **({root / "src": None} if (root / "src").is_dir() else {})}
    for directory in sorted({path.parent for path in files}):
        topmost = directory
        while topmost != root and (topmost / "__init__.py").is_file():
            topmost = topmost.parent
        if topmost != directory:
            roots[topmost] = None
    return list(roots)


class _UnknownFormatError(Exception):
    """The report has another `format_version`."""


class _Report:
    """The directory that pyrefly wrote, as answers."""

    def __init__(self, directory: Path, names: Mapping[Path, PurePosixPath]) -> None:
        self._directory = directory
        self._names = names
        self._modules: dict[str, Any] = self._load("pyrefly.pysa.json")["modules"]
        self._definitions: dict[int, Any] = {}

    def read(self) -> Oracle:
        values: dict[PurePosixPath, _Spans] = {}
        calls: dict[PurePosixPath, _Spans] = {}
        for module in self._modules.values():
            path = module["source_path"].get("FileSystem")
            name = self._names.get(Path(path).resolve()) if path else None
            if name is not None:
                values[name] = dict(self._read_values(module["info_filename"]))
                calls[name] = dict(self._read_calls(module["info_filename"]))
        return Oracle(values, calls)

    def _read_values(self, file: str) -> Iterator[tuple[Span, tuple[str, ...]]]:
        for function in self._load(f"type_of_expressions/{file}")["functions"].values():
            table = [self._classes(entry) for entry in function["type_table"]]
            for place, number in function["locations"].items():
                if table[number]:
                    yield _span(place), table[number]

    def _read_calls(self, file: str) -> Iterator[tuple[Span, tuple[str, ...]]]:
        for graph in self._load(f"call_graphs/{file}")["call_graphs"].values():
            for place, found in graph.items():
                call = found.get("Call")
                # behind `|` stands a call that is not written in the text, as of `__enter__`
                if call is None or "|" in place:
                    continue
                targets = [entry for kind in ("call_targets", "init_targets") for entry in call.get(kind, ())]
                if qualified := tuple(dict.fromkeys(filter(None, map(self._function, targets)))):
                    yield _span(place), qualified

    def _classes(self, entry: dict[str, Any]) -> tuple[str, ...]:
        names = entry.get("class_names")
        if not names or not names.get("is_exhaustive"):
            return ()
        qualified = (
            f"type[{self._class(one['class'])}]" if "Type" in one.get("modifiers", ()) else self._class(one["class"])
            for one in names["classes"]
        )
        return tuple(dict.fromkeys(qualified))

    def _class(self, reference: dict[str, Any]) -> str:
        """Return the qualified name; the report gives a class's own name only, so a nested one is looked up."""
        module, names = reference["module_id"], [reference["class_name"]]
        classes = self._define(module)["class_definitions"]
        parent = classes[str(reference["class_id"])]["parent"]
        while isinstance(parent, dict) and "Class" in parent:
            outer = classes[str(parent["Class"]["class_id"])]
            names.append(outer["name"])
            parent = outer["parent"]
        return ".".join([reference["module_name"], *reversed(names)])

    def _function(self, entry: dict[str, Any]) -> str | None:
        target = entry["target"].get("Function") or entry["target"].get("Overrides")
        if target is None:
            return None
        definition = self._define(target["module_id"])["function_definitions"].get(target["function_id"], {})
        holder = definition.get("defining_class")
        return f"{self._class(holder) if holder else target['module_name']}.{target['function_name']}"

    def _define(self, module: int) -> Any:
        if module not in self._definitions:
            file = self._modules[str(module)]["info_filename"]
            loaded = self._load(f"definitions/{file}")
            self._definitions[module] = {key: loaded[key] for key in ("class_definitions", "function_definitions")}
        return self._definitions[module]

    def _load(self, file: str) -> Any:
        content = json.loads((self._directory / file).read_bytes())
        if content.get("format_version") != _FORMAT_VERSION:
            raise _UnknownFormatError(f"format_version {content.get('format_version')!r}")
        return content


def _span(place: str) -> Span:
    """Return `23:9-23:13`, whose columns start at 1, as a span."""
    (line, column), (end_line, end_column) = (part.split(":") for part in place.split("-"))
    return int(line), int(column) - 1, int(end_line), int(end_column) - 1
