"""Calls that no parentheses show."""

import ast

from aiolift.analysis.awaiting.implicit_calls import implicit_calls
from tests.program.code import model_of

CODE = """
from contextlib import contextmanager

class Lock:
    @property
    def held(self): return True
    def free(self): return False
    def __enter__(self): return self
    def __exit__(self, *error): pass

@contextmanager
def scope(): yield Lock()

def f():
    lock = Lock()
    lock.free()
    with lock:
        return lock.held
    with scope() as other, open("x"):
        pass
"""


def test_properties_and_context_managers_are_called() -> None:
    """Reading a property and entering a context manager run functions of the program."""
    found = [(ast.unparse(one.node), [target.name for target in one.targets]) for one in implicit_calls(model_of(CODE))]
    assert found == [("lock.held", ["held"]), ("lock", ["__enter__", "__exit__"]), ("scope()", ["scope"])]
