"""Passwords in lines of code are hidden, and all else stays."""

from __future__ import annotations

import pytest

from aiolift.lint.run import lint_files
from aiolift.lint.secrets import hidden
from tests.lint.program import files


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('url = "mysql+pymysql://shop:s3cr3t@db/shop"', 'url = "mysql+pymysql://shop:***@db/shop"'),
        ("url = 'postgresql://u:p@ss/w:rd@db:5432/x'  # 한글", "url = 'postgresql://u:***@db:5432/x'  # 한글"),
        ('f"mysql://root:s3cr3t@{host}/x"', 'f"mysql://root:***@{host}/x"'),
        ('f"mysql://{user}:{password}@{host}/x"', 'f"mysql://{user}:{password}@{host}/x"'),
        ('"mysql://db/x?user=a&password=s3cr3t&charset=utf8"', '"mysql://db/x?user=a&password=***&charset=utf8"'),
        ('connect(host="db", password="s3cr3t", port=1)', 'connect(host="db", password="***", port=1)'),
        ("DB_PASSWORD: str = 's3cr3t'", "DB_PASSWORD: str = '***'"),
        ('{"passwd": "s3cr3t", "a": "b"}', '{"passwd": "***", "a": "b"}'),
        ('password = os.environ["PASSWORD"]', 'password = os.environ["PASSWORD"]'),
        ('a = "mysql://u:one@h/x", "mysql://u:two@h/x"', 'a = "mysql://u:***@h/x", "mysql://u:***@h/x"'),
        ('await session.get(User, "a@b:c")', 'await session.get(User, "a@b:c")'),
    ],
)
def test_what_is_hidden(line: str, shown: str) -> None:
    """A password of a URL, a keyword, a variable or a key is hidden; what reads one from elsewhere is not."""
    assert hidden(line) == shown
    assert hidden(shown) == shown


def test_what_a_finding_marks_as_a_password_is_hidden() -> None:
    """It need not look like one where it stands."""
    code = 'import asyncmy\nWORD = "Wander7lust"\n\n\nasync def run():\n    await asyncmy.connect(password=WORD)\n'
    (finding,) = (one for one in lint_files(files(code)).findings if one.code == "AL511")
    assert hidden('WORD = "Wander7lust"', finding) == "WORD = ***"
