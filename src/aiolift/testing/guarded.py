"""A guard over each test: `aiolift.guard` from the setup of its fixtures to the end of their teardown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aiolift.errors import GuardError
from aiolift.guarding import QUICK, guard

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable


class GuardedTests:
    """The hooks that ``--aiolift-guard`` adds.

    A test fails in the phase in which something was caught. Connections are counted after its fixtures have ended; what
    a fixture of a wider scope takes while it is set up, is given back by that fixture.

    :param allow: what every test may do, beside `aiolift.guarding.QUICK`.
    """

    def __init__(self, allow: Iterable[str]) -> None:
        self._allow = (*QUICK, *allow)
        self._guard = guard(allow=self._allow)  # what is wrong with `allow` is said before the first test

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Begin."""
        marks = item.iter_markers("aiolift_guard")
        self._guard = guard(allow=(*self._allow, *(one for mark in marks for one in mark.kwargs.get("allow", ()))))
        self._guard.start()
        return (yield from self._phase())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        """Fail the test itself."""
        return (yield from self._phase())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        """End."""
        return (yield from self._phase(last=True))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        """Know the connections that outlive a test."""
        if fixturedef.scope == "function":
            return (yield)
        with self._guard.connections.shared():
            return (yield)

    def _phase(self, *, last: bool = False) -> Generator[None, Any, Any]:
        try:
            result = yield
        except BaseException as error:
            self._look(last=last)
            self._guard.report(error)
            raise
        self._look(last=last)
        caught: GuardError | None = None
        try:
            self._guard.report()
        except GuardError as error:
            caught = error
        if caught is not None:  # not in the handler: pytest would show both
            pytest.fail(str(caught), pytrace=False)  # where it was raised tells nothing
        return result

    def _look(self, *, last: bool) -> None:
        if last:
            self._guard.stop()
        else:
            self._guard.collect()
