"""`"polymorphic_load": "selectin"` on subclasses whose columns are read of objects that a query of the base gave."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.inheritance import asked_for, names_read, subclasses
from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.migrate.rewrite.implicit.observations import same

if TYPE_CHECKING:
    from aiolift.analysis.mapping.inheritance import Subclass
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.program.entities import Class

_OPTION = "polymorphic_load"


def rewrite(context: Context, decisions: Decisions) -> None:
    """Make a query of a base class load the subclasses as a whole, where something reads what they add to it."""
    model = context.model
    found = [one for one in subclasses(model) if one.cls.module not in context.island_modules]
    if not found:
        return
    asked, read = asked_for(model), names_read(model)
    for one in found:
        if seen := _observed(context, one):
            _give(context, one, f"the suite was seen to read {seen} of what a query of {one.base.name} gave")
            continue
        bases = {base for base in one.cls.mro()[1:] if one.base in base.mro()} & asked
        names = sorted(one.columns & read) or _loaded(context, decisions, one.cls, one.base)
        if bases and names:
            base = next(base for base in one.cls.mro() if base in bases)
            _give(context, one, f"{names[0]} is read of what a query of {base.name} gives")


def _observed(context: Context, one: Subclass) -> str | None:
    """Return a column that the suite was seen to load, though nothing had expired its object."""
    seen = (
        load.attribute
        for load in context.observed
        if load.kind != "lazy" and load.expired_by is None and load.attribute in one.columns
        if same(str(one.cls), load.model)
    )
    return next(seen, None)


def _loaded(context: Context, decisions: Decisions, cls: Class, base: Class) -> list[str]:
    """Return the relationships of a subclass that are loaded by default, which is by whoever loads its columns."""
    inherited = set(context.model.mapping.all_of(base))
    return [
        found.name
        for found in context.model.mapping.all_of(cls)
        if found not in inherited and (found.is_eager or found in decisions.defaults)
    ]


def _give(context: Context, one: Subclass, why: str) -> None:
    module, given = one.cls.module, one.arguments
    name = one.cls.name
    if given is None:
        context.note(
            f'{why}, and {name} has no `__mapper_args__` that can be read: add `"{_OPTION}": "selectin"` to them',
            module,
            one.cls.node,
        )
        return
    if isinstance(given, ast.Call):
        context.add_argument(module, given, f'{_OPTION}="selectin"', RULE, why)
    else:
        entry = f'"{_OPTION}": "selectin"'
        last = given.values[-1] if given.values else None
        if last is None:
            context.replace_node(module, given, f"{{{entry}}}", RULE, why)
        else:
            lead = module.text[module.start(given) + 1 : module.start(given.keys[0] or last)]
            separator = lead if "\n" in lead else " "
            context.insert(module, module.end(last), f",{separator}{entry}", RULE, why)
    context.note(f"{name} is loaded as a whole with every {one.base.name}: {why}", module, given)
