"""Values stay small."""

from __future__ import annotations

from aiolift.program.values import External, Instance, instance, light


def test_weight() -> None:
    """A value weighs what it is made of, itself included."""
    pair = Instance("builtins.tuple", (instance("a"), instance("b", instance("c"))))
    assert pair.weight == 4


def test_light_values_stay() -> None:
    """What weighs no more than the limit is given back as it is."""
    values = instance("a", instance("b")) | {External("c")}
    assert light(values, 2) is values


def test_a_heavy_value_keeps_its_first_level() -> None:
    """Of a value beyond the limit, its class and those of its parts stay."""
    heavy = instance("a", instance("b", instance("c")))
    assert light(heavy, 2) == instance("a", instance("b"))
