"""The block `if __name__ == "__main__":` starts the event loop, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def test_one_call_is_run(converted: Callable[..., str]) -> None:
    """A block that only calls an async function runs it in place, whatever it does with the result."""
    code = converted("""\
        from db import count

        if __name__ == "__main__":
            print("rows:", count())
    """)
    assert 'if __name__ == "__main__":\n    print("rows:", asyncio.run(count()))\n' in code
    assert "import asyncio\n" in code


def test_several_calls_share_one_loop(converted: Callable[..., str]) -> None:
    """Connections belong to a loop, so a body that awaits twice becomes a function that one loop runs."""
    code = converted("""\
        from db import count

        if "__main__" == __name__:  # 직접 실행
            print(count())
            print(count())  # 다시
    """)
    assert code.endswith("""\
async def main():  # 직접 실행
    print(await count())
    print(await count())  # 다시


if "__main__" == __name__:
    asyncio.run(main())
""")


def test_a_loop_in_the_block_is_inside_of_the_event_loop(converted: Callable[..., str]) -> None:
    """A call that is repeated does not start an event loop each time."""
    code = converted("""\
        from db import count

        if __name__ == "__main__":
            for _ in range(3):
                count()
    """)
    assert "async def main():\n    for _ in range(3):\n        await count()\n" in code


def test_names_of_the_module_stay_global(converted: Callable[..., str]) -> None:
    """What the block binds and other functions read is still a name of the module; a free name is found for `main`."""
    code = converted("""\
        from db import count

        def main():
            return limit + 1

        if __name__ == "__main__":
            limit = count()
            other = count()
            print(main(), other)
    """)
    assert "async def run_main():\n    global limit\n    limit = await count()\n" in code
    assert "asyncio.run(run_main())" in code


def test_a_block_without_database_stays(converted: Callable[..., str]) -> None:
    """Nothing is written for a block that needs no event loop."""
    code = """\
from db import engine

if __name__ == "__main__":
    print(engine)
"""
    assert converted(code) == code
