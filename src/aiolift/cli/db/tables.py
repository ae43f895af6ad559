"""`aiolift db tables`: the models against the server."""

from dataclasses import asdict
from typing import Any

import typer
from rich.table import Table
from rich.text import Text
from sqlalchemy import MetaData

from aiolift.cli import connecting
from aiolift.cli import models as user_models
from aiolift.cli.db.options import Json, Models, Wait
from aiolift.cli.failures import DIFFERENT
from aiolift.cli.options import Url
from aiolift.cli.output import print_json, show, stdout
from aiolift.schema import SchemaDifference

_STYLES = {"ok": "green", "missing": "red", "extra": "yellow", "changed": "red"}
_NOTES = {"missing": "not on the server", "extra": "not in the models"}


def tables(models: Models, url: Url = None, wait: Wait = 0, as_json: Json = False) -> None:
    """Compare the models with the tables on the server.

    A table or column is missing (not on the server), extra (not in the models) or changed (another type or NULL).

    Exit code 0: they agree; 1: they differ.
    """
    metadata = user_models.load(models)
    difference = connecting.run(lambda database: database.compare_tables(metadata), url=url, wait=wait)
    found = _by_table(metadata, difference)
    if as_json:
        print_json({"equal": difference.is_empty, "tables": found})
    else:
        show(_page(found))
        stdout.print(_summary(found))
    if difference:
        raise typer.Exit(DIFFERENT)


def _by_table(metadata: MetaData, difference: SchemaDifference) -> list[dict[str, Any]]:
    names = {table.fullname for table in metadata.tables.values()}
    states: dict[str, dict[str, Any]] = {name: {"table": name, "state": "ok"} for name in names}
    states |= {name: {"table": name, "state": "missing"} for name in difference.missing_tables}
    states |= {name: {"table": name, "state": "extra"} for name in difference.extra_tables}
    states |= {
        changed.table: {"table": changed.table, "state": "changed", **asdict(changed)}
        for changed in difference.changed_tables
    }
    return [states[name] for name in sorted(states)]


def _page(found: list[dict[str, Any]]) -> Table:
    page = Table.grid(padding=(0, 2))
    for table in found:
        state = table["state"]
        page.add_row(Text(table["table"]), Text(state, style=_STYLES[state]), Text(_NOTES.get(state, "")))
        for kind in ("missing", "extra"):
            for column in table.get(f"{kind}_columns", ()):
                page.add_row(Text(f"  {column}"), Text(kind, style=_STYLES[kind]), Text(_NOTES[kind]))
        for change in table.get("changed_columns", ()):
            note = f"{change['model']} in the model, {change['server']} on the server"
            page.add_row(Text(f"  {change['column']}"), Text("changed", style=_STYLES["changed"]), Text(note))
    return page


def _summary(found: list[dict[str, Any]]) -> Text:
    states = [table["state"] for table in found]
    if set(states) == {"ok"}:
        return Text(f"\nThe models and the server agree on {len(states)} tables.", style="green")
    hints = []
    if "missing" in states:
        hints.append("aiolift db init creates what is missing.")
    if "changed" in states:
        hints.append("A table that exists is not changed by it: that takes a migration, as Alembic writes them.")
    return Text(f"\nThe models and the server differ. {' '.join(hints)}".rstrip())
