"""Which functions a pool runs while its caller waits."""

from __future__ import annotations

from aiolift.analysis.event_loop.pools import pooled
from tests.program.code import model_of

CODE = """
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing.pool import ThreadPool

executor = ThreadPoolExecutor(4)

def mapped(x): ...
def ended(x): ...
def asked(x): ...
def starred(x): ...
def left(x): ...

def maps(ids):
    return list(executor.map(mapped, ids))

def ends(ids):
    with ThreadPoolExecutor() as pool:
        for number in ids:
            pool.submit(ended, number)

def asks(ids):
    return [found.result() for found in as_completed([executor.submit(asked, number) for number in ids])]

def stars(ids):
    return ThreadPool(2).starmap(starred, ids)

def leaves(number):
    executor.submit(left, number)
"""


def test_the_caller_waits() -> None:
    """What maps, ends its pool or asks for a result waits for what the pool runs; what only submits goes on."""
    found = {
        function.name: [site.function.name for site in sites if site.function]
        for function, sites in pooled(model_of(CODE)).items()
    }
    assert found == {"mapped": ["maps"], "ended": ["ends"], "asked": ["asks"], "starred": ["stars"]}
