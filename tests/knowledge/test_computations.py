"""Calls that compute for long."""

from __future__ import annotations

import pytest

from aiolift.knowledge.computations import computes


@pytest.mark.parametrize(
    ("name", "long"),
    [
        ("PIL.Image.open().resize", True),
        ("PIL.Image.open().convert().resize().save", True),
        ("PIL.Image.open", False),
        ("PIL.Image.open().size", False),
        ("sklearn.ensemble.RandomForestClassifier.fit", True),
        ("sklearn.metrics.accuracy_score", False),
        ("statsmodels.tsa.arima.model.ARIMA.fit", True),
        ("lzma.compress", True),
        ("zlib.compress", False),
        ("json.loads", False),
        ("spacy.load().__call__", True),
    ],
)
def test_which_calls_compute_for_long(name: str, long: bool) -> None:
    """Images that are decoded, models that learn or predict, slow compression; not what is usually short."""
    assert computes(name) is long
