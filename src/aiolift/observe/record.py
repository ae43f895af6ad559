"""The record that `aiolift observe` writes, read back for `aiolift migrate --observe`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, get_args

from aiolift.errors import ObservationError

if TYPE_CHECKING:
    from pathlib import Path

#: What the file says that it is; its version changes with its meaning.
FORMAT, VERSION = "aiolift-observed", 1

Kind = Literal["lazy", "deferred", "expired"]


@dataclass(frozen=True, order=True)
class Place:
    """A line of the program.

    :param name: the file, below the directory in which the suite ran.
    :param line: from 1.
    :param function: its qualified name, as `PlanService.save_plan`, or `<module>`.
    :param how: for an origin `query`, `get` or `refresh`, for what expired the object `commit`, `rollback`,
        `flush`, `expire`, …; else None.
    """

    name: PurePosixPath
    line: int
    function: str
    how: str | None = None


@dataclass(frozen=True)
class Load:
    """One implicit load of one attribute at one place, for objects that came from one line.

    :param model: the class, as `travel.models.plan.Plan`.
    :param kind: `lazy` for a relationship, `deferred` for a column that was left out, `expired` for a reload.
    :param inside: the session's method that read the attribute for itself, as `commit` or `flush`; `serialisation`
        by pydantic or marshmallow; None where the program read it.
    :param site: the line that caused it; an endpoint's first line where FastAPI serialised its response.
    :param caller: the first line outside of the model, where `site` is in a property or method of it.
    :param origin: the line that loaded the object, or the one at the start of `path`; None where that one was created.
    :param path: the lazy relationships that led from what `origin` loaded to the object, as
        `travel.models.plan.Plan.plan_spots`; none where it loaded the object itself.
    :param created: the object was new, and flushed by the session.
    :param expired_by: the line that had expired the object.
    :param count: how often it happened.
    """

    model: str
    attribute: str
    kind: Kind
    inside: str | None
    site: Place | None
    caller: Place | None
    origin: Place | None
    path: tuple[str, ...]
    created: bool
    expired_by: Place | None
    count: int


@dataclass(frozen=True)
class Observed:
    """What a suite was seen to load.

    :param sqlalchemy: the versions that it ran on.
    :param problems: what the recorder could not do, so that the record may lack something.
    """

    loads: tuple[Load, ...]
    sqlalchemy: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read(path: Path) -> Observed:
    """Return what `aiolift observe` wrote to `path`.

    :raises ObservationError: there is no such file, it is something else, or another version's.
    """
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise ObservationError(f"{path}: cannot be read: {error.strerror}; run `aiolift observe -- pytest`") from error
    except ValueError as error:
        raise ObservationError(f"{path}: is not JSON: {error}; run `aiolift observe -- pytest` again") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ObservationError(f"{path}: is not a record of `aiolift observe`; give the file that it wrote")
    if content.get("version") != VERSION:
        raise ObservationError(
            f"{path}: has version {content.get('version')!r}, and this aiolift reads {VERSION}: "
            "run `aiolift observe -- pytest` again"
        )
    try:
        return Observed(
            tuple(_load(entry) for entry in content["loads"]),
            tuple(map(str, content["sqlalchemy"])),
            tuple(map(str, content["problems"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ObservationError(
            f"{path}: is damaged ({type(error).__name__}: {error}): run `aiolift observe -- pytest` again"
        ) from error


def _load(entry: dict[str, Any]) -> Load:
    if entry["kind"] not in get_args(Kind):
        raise ValueError(f"kind {entry['kind']!r}")
    return Load(
        model=str(entry["class"]),
        attribute=str(entry["attribute"]),
        kind=entry["kind"],
        inside=None if entry["inside"] is None else str(entry["inside"]),
        site=_place(entry["site"]),
        caller=_place(entry["caller"]),
        origin=_place(entry["origin"]),
        path=tuple(map(str, entry["path"])),
        created=bool(entry["created"]),
        expired_by=_place(entry["expired_by"]),
        count=int(entry["count"]),
    )


def _place(entry: dict[str, Any] | None) -> Place | None:
    if entry is None:
        return None
    return Place(PurePosixPath(entry["file"]), int(entry["line"]), str(entry["function"]), entry.get("how"))
