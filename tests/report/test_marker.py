"""What a marker means."""

from collections.abc import Callable

import pytest

from aiolift.knowledge.markers import MARKERS
from aiolift.report.marker import marker


@pytest.mark.parametrize("code", MARKERS)
def test_every_marker_is_explained(code: str, render: Callable[..., str]) -> None:
    """The page has the code, the reason, what to do, and the comment to search for."""
    kind = MARKERS[code]
    page = render(marker(kind))
    assert page.startswith(f"{code}  {kind.name}\n")
    for text in (kind.what, kind.suggestion, kind.comment()):
        assert text in page
