"""The requirements that a code base declares, in whichever of the usual files, with where each one stands."""

from __future__ import annotations

import configparser
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from aiolift.errors import UnparsableFileError
from aiolift.program import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.program.text import TextFile

_LOGICAL_LINE = re.compile(r"(?:[^\r\n\\]|\\(?:\r\n|\r|\n)|\\)+")
_END_OF_REQUIREMENT = re.compile(r"\s+#|\s+--?\w|\s*\\(?=[\r\n])|\s*$")
_INCLUDE = re.compile(r"(?:-r|--requirement)[ =]\s*(\S+)")
#: Poetry's operators: `^` keeps the first part that is not 0, `~` the first two.
_POETRY = re.compile(r"(?P<operator>[\^~])\s*(?P<version>\d+(?:\.\d+)*\S*)")


@dataclass(frozen=True)
class Declared:
    """One requirement as written.

    :param requirement: its name, extras and versions.
    :param name: the file, with `line` from 1.
    """

    requirement: Requirement
    name: PurePosixPath
    line: int

    @property
    def package(self) -> str:
        """The normalised name."""
        return canonicalize_name(self.requirement.name)


def declared(root: Path, names: Iterable[PurePosixPath]) -> tuple[Declared, ...]:
    """Return what the files among `names` require, lock files left out.

    :raises ProgramError: a file is not text, or not the TOML or INI that its name says.
    """
    return tuple(found for name in names if declares(name) for found in declared_in(texts.read(root / name, name)))


def declares(name: PurePosixPath) -> bool:
    """Whether a file of that name lists requirements."""
    return is_requirements(name) or name.name in {"pyproject.toml", "Pipfile", "setup.cfg", "tox.ini"}


def declared_in(file: TextFile) -> list[Declared]:
    """Return what one such file requires.

    :raises UnparsableFileError: it is not the TOML or INI that its name says.
    """
    name = file.name
    if is_requirements(name):
        return [Declared(item.requirement, name, file.line_of(item.start)) for item in listed(file)]
    match name.name:
        case "pyproject.toml":
            tables = read_toml(file)
            return list(_placed(file, [*pep621(tables), *poetry(tables)]))
        case "Pipfile":
            return list(_placed(file, poetry(read_toml(file))))
        case "setup.cfg":
            return list(_placed(file, _setup_cfg(file)))
        case "tox.ini":
            return list(_placed(file, _tox_ini(file)))
    return []


def is_requirements(name: PurePosixPath) -> bool:
    """Whether `name` is a requirements file for pip; a file of constraints is not."""
    if name.suffix not in {".txt", ".in", ".pip"} or "constraint" in name.name.lower():
        return False
    return "requirement" in name.name.lower() or name.parent.name.lower() == "requirements"


@dataclass(frozen=True)
class Listed:
    """A requirement in a requirements file: its span without options and comments, and where its logical line ends."""

    requirement: Requirement
    start: int
    end: int
    line_end: int


def listed(file: TextFile) -> Iterator[Listed]:
    """Yield the requirements of a requirements file; options, links and what pip could not read are passed over."""
    for line in _LOGICAL_LINE.finditer(file.text):
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        body = file.text[start : line.end()]
        end = _END_OF_REQUIREMENT.search(body)
        written = body[: end.start()] if end else body
        if requirement := parse(written):
            yield Listed(requirement, start, start + len(written), line.end())


def included(file: TextFile) -> tuple[str, ...]:
    """Return the paths that a requirements file includes with ``-r``, as written."""
    return tuple(match[1] for line in _LOGICAL_LINE.findall(file.text) if (match := _INCLUDE.match(line.strip())))


def parse(written: str) -> Requirement | None:
    """Return a requirement as PEP 508 has it; None where it is something else."""
    try:
        return Requirement(written)
    except InvalidRequirement:
        return None


def read_toml(file: TextFile) -> dict[str, Any]:
    """Return the tables of a TOML file.

    :raises UnparsableFileError: it is not TOML.
    """
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else len(file.line_starts)
        raise UnparsableFileError(f"is not TOML: {error}; mend it", name=str(file.name), line=line) from error


def arrays(tables: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield where `pyproject.toml` has arrays of requirements: PEP 621, PEP 735, uv, PDM and Hatch; main ones first."""
    paths = ("project", "dependencies"), ("tool", "uv", "dev-dependencies")
    yield from (path for path in paths if isinstance(get(tables, *path), list))
    for path in (
        ("project", "optional-dependencies"),
        ("dependency-groups",),
        ("tool", "pdm", "dev-dependencies"),
    ):
        group = get(tables, *path)
        yield from ((*path, key) for key, value in _items(group) if isinstance(value, list))
    for key, environment in _items(get(tables, "tool", "hatch", "envs")):
        for name in ("dependencies", "extra-dependencies"):
            if isinstance(get(environment, name), list):
                yield "tool", "hatch", "envs", key, name


def poetry_tables(tables: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield where Poetry's and Pipenv's tables of requirements are, main ones first."""
    main = ("tool", "poetry", "dependencies"), ("tool", "poetry", "dev-dependencies")
    paths: tuple[tuple[str, ...], ...] = (*main, ("packages",), ("dev-packages",))
    yield from (path for path in paths if isinstance(get(tables, *path), dict))
    for key, group in _items(get(tables, "tool", "poetry", "group")):
        if isinstance(get(group, "dependencies"), dict):
            yield "tool", "poetry", "group", key, "dependencies"


def pep621(tables: Mapping[str, Any]) -> Iterator[Requirement]:
    """Yield the requirements that stand in arrays."""
    for path in arrays(tables):
        items: Sequence[object] = get(tables, *path)
        yield from (found for item in items if isinstance(item, str) and (found := parse(item)))


def poetry(tables: Mapping[str, Any]) -> Iterator[Requirement]:
    """Yield the requirements that stand in tables, their versions in pip's notation."""
    for path in poetry_tables(tables):
        yield from (found for key, value in _items(get(tables, *path)) if (found := from_table(key, value)))


def from_table(name: str, value: object) -> Requirement | None:
    """Return one entry of Poetry's or Pipenv's tables as a requirement; None where it is a path or a link."""
    extras: list[str] = []
    if isinstance(value, list):  # several, for several platforms
        value = value[0] if value else "*"
    if isinstance(value, dict):
        if not value.keys() <= {"version", "extras", "optional", "python", "markers", "platform", "source", "index"}:
            return None
        extras = [str(extra) for extra in value.get("extras", [])]
        value = value.get("version", "*")
    if not isinstance(value, str):
        return None
    requirement = parse(f"{name}[{','.join(extras)}]")
    if requirement:
        requirement.specifier = pip_versions(value)
    return requirement


def pip_versions(written: str) -> SpecifierSet:
    """Return Poetry's notation (``^2.0``, ``~2.0``, ``2.*``, ``2.0``) as pip's; anything where it cannot be read."""
    parts: list[str] = []
    for part in (part.strip() for part in written.split("||")[-1].split(",")):
        if match := _POETRY.fullmatch(part):
            parts += f">={match['version']}", f"<{_ceiling(match['operator'], match['version'])}"
        elif part and part != "*":
            parts.append(part if part[0] in "<>=!~" else f"=={part}")
    try:
        return SpecifierSet(",".join(parts))
    except InvalidSpecifier:
        return SpecifierSet()


def _ceiling(operator: str, written: str) -> str:
    try:
        release = Version(written).release
    except InvalidVersion:
        return "9999"
    fixed = 2 if operator == "~" and len(release) > 1 else 1
    if operator == "^":
        fixed = next((index for index, part in enumerate(release, 1) if part), len(release))
    return ".".join(map(str, (*release[: fixed - 1], release[fixed - 1] + 1)))


def get(tables: object, *path: str) -> Any:
    """Return what stands at `path`; None where something on the way is missing or no table."""
    for key in path:
        tables = tables.get(key) if isinstance(tables, dict) else None
    return tables


def _items(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()


def _setup_cfg(file: TextFile) -> Iterator[Requirement]:
    parser = _read_ini(file)
    yield from _lines(parser.get("options", "install_requires", fallback=""))
    if parser.has_section("options.extras_require"):
        for text in parser["options.extras_require"].values():
            yield from _lines(text)


def _tox_ini(file: TextFile) -> Iterator[Requirement]:
    parser = _read_ini(file)
    for section in parser.sections():
        if section.partition(":")[0] == "testenv":
            yield from _lines(parser.get(section, "deps", fallback=""))


def _read_ini(file: TextFile) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(file.text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or 1
        raise UnparsableFileError(
            f"is not INI: {type(error).__name__}; mend it", name=str(file.name), line=line
        ) from None
    return parser


def _lines(text: str) -> Iterator[Requirement]:
    yield from (found for line in text.splitlines() if (found := parse(line.strip())))


def _placed(file: TextFile, requirements: Iterable[Requirement]) -> Iterator[Declared]:
    """Yield each requirement with the first line that has its name."""
    for requirement in requirements:
        name = re.compile(rf"(?<![\w.-]){re.escape(requirement.name)}(?![\w.-])")
        match = name.search(file.text)
        yield Declared(requirement, file.name, file.line_of(match.start()) if match else 1)
