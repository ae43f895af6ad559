"""`[tool.aiolift]` in `pyproject.toml`: which rules are asked, which files are left out, and where."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path  # noqa: TC003 -- pydantic reads the annotations
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aiolift.errors import LintSettingsError
from aiolift.lint import unparsable
from aiolift.lint.registry import all_rules
from aiolift.program.tree import is_excluded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import PurePosixPath

    from aiolift.lint.finding import Finding
    from aiolift.lint.rule import Rule


class LintSettings(BaseModel):
    """The settings of `aiolift lint`. Codes may be given by their beginnings: `AL3` stands for all of its family.

    :ivar folder: where the `pyproject.toml` stands that they are from; None without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=lambda name: name.replace("_", "-"))

    select: tuple[str, ...] = ("AL",)
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    baseline: str | None = None
    folder: Path | None = Field(default=None, exclude=True)

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules to ask.

        :raises LintSettingsError: a code is that of no rule.
        """
        known = [*(rule.code for rule in all_rules()), unparsable.CODE]
        for code in (*self.select, *self.ignore, *(code for codes in self.per_file_ignores.values() for code in codes)):
            if not any(one.startswith(code) for one in known):
                raise LintSettingsError(
                    f"there is no rule {code!r}; the rules are {', '.join(known[:3])} … {known[-2]}, see docs/rules"
                )
        return tuple(rule for rule in all_rules() if rule.code.startswith(self.select) and not self._ignored(rule.code))

    def _ignored(self, code: str) -> bool:
        return bool(self.ignore) and code.startswith(self.ignore)

    def hears(self, finding: Finding, root: Path) -> bool:
        """Whether a finding in a file below `root` is reported: its code or its file may be ignored."""
        return self.asks(finding.code, finding.place.name, root)

    def asks(self, code: str, name: PurePosixPath, root: Path) -> bool:
        """Whether findings of a code are reported in a file below `root`."""
        if self._ignored(code):
            return False
        path = (root / name).resolve()
        if self.folder is None or not path.is_relative_to(self.folder):
            return True
        below = type(name)(path.relative_to(self.folder).as_posix())
        return not any(
            codes and code.startswith(codes) and is_excluded(below, [glob])
            for glob, codes in self.per_file_ignores.items()
        )

    def left_out(self, name: PurePosixPath, root: Path) -> bool:
        """Whether a file below `root` is excluded, by its path below the folder of the `pyproject.toml`."""
        path = (root / name).resolve()
        if self.folder is None or not path.is_relative_to(self.folder):
            return is_excluded(name, self.exclude)
        return is_excluded(type(name)(path.relative_to(self.folder).as_posix()), self.exclude)


def read(folder: Path) -> LintSettings:
    """Return the settings of the nearest `pyproject.toml` with a `[tool.aiolift]`, from `folder` upwards.

    :raises LintSettingsError: it is no TOML, or a key or value is not one that is known.
    """
    for here in (folder.resolve(), *folder.resolve().parents):
        file = here / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("aiolift")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LintSettingsError(f"{file}: is not TOML: {error}; mend it") from None
        if table is not None:
            return _checked(file, table)
    return LintSettings()


def _checked(file: Path, table: object) -> LintSettings:
    try:
        settings = LintSettings.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(["tool.aiolift", *map(str, first["loc"])])
        reason = (
            _unknown(str(first["loc"][0]))
            if first["type"] == "extra_forbidden"
            else f"{first['msg'].replace('tuple', 'list')}; mend it"
        )
        raise LintSettingsError(f"{file}: {where}: {reason}") from None
    return settings.model_copy(update={"folder": file.parent})


def _unknown(key: str) -> str:
    """Say that there is no such key, and which ones there are."""
    keys = [str(field.alias) for field in LintSettings.model_fields.values() if not field.exclude]
    near = get_close_matches(key, keys, 1)
    return "there is no such setting; " + (f"write `{near[0]}`" if near else f"there are {', '.join(keys)}")


def override(settings: LintSettings, select: Sequence[str], ignore: Iterable[str]) -> LintSettings:
    """Return the settings with what a command line says: `select` replaces, `ignore` adds."""
    return settings.model_copy(
        update={"select": tuple(select) or settings.select, "ignore": (*settings.ignore, *ignore)}
    )
