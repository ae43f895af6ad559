"""Async code and the sync code that it was made from have one form; other changes show."""

import ast

import pytest

from aiolift.migrate.sync_form import first_difference, sync_form

SAME = {
    "await": ("x = f(a).b", "x = (await f(a)).b"),
    "definition": ("def f(): return g()", "async def f(): return await g()"),
    "special method": ("class A:\n def __enter__(self): pass", "class A:\n async def __aenter__(self): pass"),
    "loops": ("for x in y: [z for z in w()]", "async for x in y: [z async for z in w()]"),
    "collected": ("a(list(g()))", "a([item async for item in g()])"),
    "generator expression": ("all(f(x) for x in y)", "all([await f(x) for x in y])"),
    "yield from": ("def f(): yield from g()", "async def f():\n async for item in g(): yield item"),
    "split with": ("with a, b as c, d: e", "async with a:\n with b as c:\n  async with d: e"),
    "annotation": ("def f() -> t.Generator[A, None, B]: yield", "async def f() -> t.AsyncGenerator[A, None]: yield"),
    "context manager": ("@contextlib.contextmanager\ndef f(): yield", "@asynccontextmanager\nasync def f(): yield"),
    "next": ("next(f())", "await anext(f())"),
}
DIFFERENT = {
    "argument": ("x = 1\ny = f(a)", "x = 1\ny = await f(b)", "y = f(a)"),
    "missing statement": ("def f():\n a\n b", "async def f():\n a", "b"),
    "another call": ("if a:\n  f()\n  g()", "if a:\n  await f()\n  await h()", "g()"),
    "comprehension": ("y = [f(x) for x in z]", "y = [await f(x) for x in z if x]", "y = [f(x) for x in z]"),
    "order of items": ("with a, b: c", "async with b:\n with a: c", "with a, b:\n    c"),
}


@pytest.mark.parametrize("name", SAME)
def test_async_forms_are_no_difference(name: str) -> None:
    """Each async form that the migration writes has the form of its sync counterpart."""
    before, after = SAME[name]
    assert first_difference(sync_form(ast.parse(before)), sync_form(ast.parse(after))) is None


@pytest.mark.parametrize("name", DIFFERENT)
def test_other_changes_are_differences(name: str) -> None:
    """Whatever else changed is found, with the innermost statement that changed."""
    before, after, expected = DIFFERENT[name]
    found = first_difference(sync_form(ast.parse(before)), sync_form(ast.parse(after)))
    assert found is not None
    assert found[0] is not None
    assert ast.unparse(found[0]) == expected
