"""A plan as JSON, for programs.

::

    {
      "format": 1,                     the version of this shape; a new key does not change it
      "aiolift": "0.1.0",              the version of aiolift that made the plan
      "root": "/srv/service",
      "driver": "asyncmy",
      "complete": false,               whether no marker is left for a person
      "counts": {"io_sites": 412, …},  figures by name
      "files": [{
        "name": "app/main.py",         below the root, with forward slashes
        "action": "change",            or "create"
        "edits": [{"line": 3, "rule": "await-call", "why": "…", "before": "…", "after": "…"}]
      }],
      "markers": [{"name": "…", "line": 1, "code": "AL901", "what": "…", "suggestion": "…"}],
      "notes": [{"name": null, "line": null, "what": "…"}],
      "unresolved": [{"name": "…", "line": 1, "call": "…", "why": "…"}],
      "functions": {                   those that become async; `callee` leads on to the I/O, null at the I/O itself
        "app.services.plan:save_plan": {"name": "…", "line": 1, "code": "…", "callee": "…"}
      },
      "kept": {                        those that use the database and stay sync, or have a sync copy, for the sake of
        "app.tags:Tag.__len__": {      `start`, which cannot await and needs the database at `name` and `line`
          "start": "…", "name": "…", "line": 1, "why": "…"
        }
      }
    }

Lines are those of the files before the migration, counted from 1.
"""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiolift.program import text

if TYPE_CHECKING:
    from aiolift.migrate.plan import Plan
    from aiolift.program.change import FileChange

FORMAT = 1


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return the plan in the shape above; paths are left for `json.dumps(…, default=str)`."""
    return {
        "format": FORMAT,
        "aiolift": version("aiolift"),
        "root": plan.root.resolve(),
        "driver": plan.driver,
        "complete": not plan.markers,
        "counts": plan.counts,
        "files": [_file(change) for change in sorted(plan.changes, key=lambda change: change.name)],
        "markers": [asdict(marker) for marker in sorted(plan.markers)],
        "notes": [asdict(note) for note in sorted(plan.notes)],
        "unresolved": [asdict(found) for found in sorted(plan.unresolved)],
        "functions": {
            name: {"name": step.name, "line": step.line, "code": step.code, "callee": step.callee}
            for name, step in sorted(plan.coloured.items())
        },
        "kept": {
            name: {"start": kept.start, "name": kept.name, "line": kept.line, "why": kept.why}
            for name, kept in sorted(plan.kept.items())
        },
    }


def _file(change: FileChange) -> dict[str, Any]:
    edits = []
    if change.before is not None and change.edits:
        before = text.decode(change.before, Path(change.name), change.name, python=change.name.suffix == ".py")
        edits = [
            {
                "line": before.line_of(edit.start),
                "rule": edit.rule,
                "why": edit.why,
                "before": before.text[edit.start : edit.end],
                "after": edit.text,
            }
            for edit in change.edits
        ]
    return {"name": change.name, "action": "create" if change.before is None else "change", "edits": edits}
