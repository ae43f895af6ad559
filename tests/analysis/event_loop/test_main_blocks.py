"""Which statements are main blocks."""

import ast

import pytest

from aiolift.analysis.event_loop.main_blocks import is_main_block


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('if __name__ == "__main__":\n    run()', True),
        ("if '__main__' == __name__: run()", True),
        ('if __name__ != "__main__":\n    run()', False),
        ('if name == "__main__":\n    run()', False),
        ('if __name__ == "__main__":\n    run()\nelse:\n    setup()', False),
        ('while __name__ == "__main__":\n    run()', False),
    ],
)
def test_is_main_block(code: str, expected: bool) -> None:
    """Only a comparison of the two names, in either order and without an `else`, makes one."""
    assert is_main_block(ast.parse(code).body[0]) is expected
