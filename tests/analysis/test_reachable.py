"""Which functions run because another one does."""

from __future__ import annotations

from aiolift.analysis.reachable import Reachable
from tests.program.code import model_of

SERVICE = """
from functools import lru_cache
from fastapi import Depends, FastAPI

app = FastAPI()

def deepest(): return 1
def deep(): return deepest()
@lru_cache
def kept(): return beyond()
def beyond(): return 2
def provider(): return deep()
class Provider:
    def __init__(self): self.value = of_class()
def of_class(): return 3
def alone(): return deep()

@app.get("/")
def endpoint(given=Depends(provider), other=Depends(Provider)):
    return kept()
"""


def test_what_runs_for_every_request() -> None:
    """Endpoints, providers and what they call run for every request; what a cache keeps runs once."""
    reachable = Reachable(model_of(SERVICE))
    names = {function.qualname for function in reachable.per_request}
    assert names == {"endpoint", "provider", "deep", "deepest", "Provider.__init__", "of_class"}


def test_the_calls_that_lead_there() -> None:
    """Each function comes with the calls from a root to it, which is none for the root."""
    reachable = Reachable(model_of(SERVICE))
    chains = {function.name: chain for function, chain in reachable.per_request.items()}
    assert chains["endpoint"] == ()
    assert [site.function.name for site in chains["deepest"] if site.function] == ["provider", "deep"]
