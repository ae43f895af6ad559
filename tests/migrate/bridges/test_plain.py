"""Classes without bases of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.bridges.plain import is_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.analysis.model import Model


def test_a_library_s_base_counts_for_heirs_and_bases(model: Callable[..., Model]) -> None:
    """A class is not plain where it, or what derives from it, belongs to a library."""
    code = """\
        from abc import ABC
        from pydantic import BaseModel

        class Plain(ABC): ...
        class Base: ...
        class Schema(Base, BaseModel): ...
    """
    classes = {cls.name: cls for cls in model(main=code).program.classes}
    assert [name for name, cls in classes.items() if is_plain(cls)] == ["Plain"]
