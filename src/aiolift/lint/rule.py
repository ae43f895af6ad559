"""What a rule is: its code and name, why it is, examples that are its tests and its documentation, and the check."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


@dataclass(frozen=True)
class Invalid:
    """An example that a rule finds fault with.

    :param code: a module's text; or several files by their paths, the first of which is shown first.
    :param at: what the findings mark, in the order of the text; all findings of the rule are named.
    :param fixed: the text after the fixes of the (first) file; None where there is none.
    """

    code: str | Mapping[str, str]
    at: tuple[str, ...]
    fixed: str | None = None


@dataclass(frozen=True)
class Valid:
    """An example as real code is written, which a rule leaves alone; `code` as in `Invalid`."""

    code: str | Mapping[str, str]


class Rule(ABC):
    """One kind of mistake. A subclass's docstring is the reason: one paragraph for the person who made it.

    :ivar code: `AL` and three digits; the first is the family. A code is never given a second meaning.
    :ivar name: the mistake in a few words with hyphens, as `unawaited-call`.
    :ivar source: the page that the reason is taken from.
    """

    code: str
    name: str
    source: str
    invalid: tuple[Invalid, ...]
    valid: tuple[Valid, ...]

    @property
    def reason(self) -> str:
        """Why it is a mistake: the docstring as one paragraph."""
        return " ".join((type(self).__doc__ or "").split())

    @classmethod
    def instances(cls) -> Iterator[Rule]:
        """Yield the rules of a class: one, where it does not say otherwise."""
        yield cls()

    @abstractmethod
    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield the mistakes of this kind, in any order."""
