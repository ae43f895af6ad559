"""The recommendation follows the figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.bench.cancellation import Tally
from aiolift.bench.drivers.measure import Refusal, Safety
from aiolift.bench.drivers.recommend import cells, recommend
from aiolift.bench.drivers.ways import RAW, SESSION
from tests.bench.drivers.example import DRIVERS, result


@pytest.mark.parametrize("fastest", DRIVERS)
def test_the_fastest_is_recommended(fastest: str) -> None:
    """Whichever driver is clearly the fastest through aiolift is recommended, with the factors as reasons."""
    found = recommend(result(**{fastest: 1.5}))
    assert found.driver == fastest
    for other in set(DRIVERS) - {fastest}:
        assert any(f"1.50 times as fast as {other}" in reason for reason in found.reasons)
    assert any("90 of 100 sessions were cancelled" in reason for reason in found.reasons)


@given(st.fixed_dictionaries({driver: st.floats(0.1, 10) for driver in DRIVERS}))
def test_none_is_much_faster_than_the_recommended(speeds: dict[str, float]) -> None:
    """No other driver is more than a twentieth faster than the one that is recommended."""
    chosen = recommend(result(**speeds)).driver
    assert chosen is not None
    assert speeds[chosen] >= max(speeds.values()) * 0.949


def test_among_equals_the_one_with_fewer_faults() -> None:
    """Drivers that are as fast as each other are told apart by the faults that aiolift mends."""
    found = recommend(result(mysqlconnector_async=1.04, aiomysql=1.01))
    assert found.driver == "asyncmy"
    assert any("as fast as mysqlconnector_async" in reason and "faults" in reason for reason in found.reasons)


def test_what_is_not_safe_is_not_recommended() -> None:
    """A driver that lost something under cancellation is out, however fast, and the reason says so."""
    measured = result(asyncmy=9.0)
    measured.safety[0] = Safety("asyncmy", "closed", Tally(100, 90, 10, wrong_rows=1))
    found = recommend(measured)
    assert found.driver == "aiomysql"
    assert found.reasons[0].startswith("not asyncmy: cancelled sessions left something behind")


def test_what_fails_through_aiolift_is_not_recommended() -> None:
    """A driver that cannot do an operation through aiolift is out; one that fails alone is not: aiolift mends it."""
    measured = result(asyncmy=9.0)
    measured.refusals.append(Refusal("asyncmy", RAW, "insert", "RuntimeError: no"))
    assert recommend(measured).driver == "asyncmy"
    measured.refusals.append(Refusal("asyncmy", SESSION, "insert", "RuntimeError: no"))
    assert recommend(measured).driver == "aiomysql"


def test_no_driver_left() -> None:
    """Where no driver can be recommended, none is, and every one has its reason."""
    measured = result()
    measured.safety[:] = [Safety(driver, "closed", Tally(orphan_queries=1)) for driver in DRIVERS]
    found = recommend(measured)
    assert found.driver is None
    assert [reason.split(":")[0] for reason in found.reasons[:3]] == [f"not {driver}" for driver in DRIVERS]


def test_prepared_on_the_server_is_a_reason() -> None:
    """What statements prepared on the server gain is read off the figures."""
    reasons = recommend(result(asyncmy=2.0)).reasons
    assert any("1.50 to 1.50 times as fast" in reason for reason in reasons)


def test_cells_are_medians() -> None:
    """A cell holds all rounds of one way."""
    found = [cell for cell in cells(result()) if cell.driver == "aiomysql" and cell.through == SESSION]
    assert [(cell.operation, cell.rate.median, cell.cpu) for cell in found] == [
        ("1 row", 800.0, 100.0),
        ("insert", 500.0, 100.0),
    ]
