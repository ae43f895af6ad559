"""AL511: a password in the code."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.source import Module

_URL = re.compile(
    r"^(?:mysql|mariadb|postgresql|postgres)(?:\+\w+)?://(?P<user>[^:/@\s]*):(?P<password>[^@/\s]+)@(?P<host>[^:/?\s]*)"
)
_IN_QUERY = re.compile(
    r"^(?:mysql|mariadb|postgresql|postgres)(?:\+\w+)?://\S*[?&](?:password|passwd)=(?P<password>[^&\s]+)"
)
_USER = re.compile(r"[?&]user=([^&\s]+)")
#: A password that is the user's name opens nothing but a developer's own database.
_HERE = {"localhost", "127.0.0.1", "[", ""}
#: What stands for a password in an example or a template; of some words that is only sure beside such a user.
_PLACEHOLDER = re.compile(
    r"[{}$%<>*]|^(?:x+|\.+|…|changeme|change-me|your[_-]?(?:password|passwd|pass|pw|secret))$", re.I
)
_WORD = re.compile(r"^(?:my|super|db)?[_-]?(?:password|passwd|pass|pwd|pw|secret)$", re.I)
_SOMEBODY = re.compile(r"^(?:your|my|db|some)?[_-]?(?:user|username|usr|login|name)$", re.I)
_CONNECTS = (".URL.create", "asyncmy.connect", "asyncmy.create_pool", "aiomysql.connect", "aiomysql.create_pool",
             "asyncpg.connect", "asyncpg.create_pool", "pymysql.connect", "mysql.connector.connect",
             "mysql.connector.aio.connect", "psycopg.connect", "psycopg2.connect")  # fmt: skip
_NAMES = {"password", "passwd"}


class CredentialsInCode(Rule):
    """Whoever can read the repository, an image or a traceback can read a password that stands in the code, and it
    cannot be changed without a release. Read it from the environment; `SecretStr` keeps it out of what is printed.
    Tests and placeholders do not count, nor does `root:root@localhost`.
    """

    code = "AL511"
    name = "credentials-in-code"
    source = "https://cwe.mitre.org/data/definitions/798.html"
    invalid = (
        Invalid(
            """
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel:Wander7lust@db.internal/travel")
replica = create_async_engine(URL.create("mysql+asyncmy", username="travel", password="Wander7lust", host="db"))
reports = create_async_engine("mysql+asyncmy://db.internal/reports?user=travel&password=Wander7lust")
""",
            at=(
                '"mysql+asyncmy://travel:Wander7lust@db.internal/travel"',
                '"Wander7lust"',
                '"mysql+asyncmy://db.internal/reports?user=travel&password=Wander7lust"',
            ),
        ),
    )
    valid = (
        Valid(
            """
import os

from sqlalchemy.ext.asyncio import create_async_engine

password = os.environ["DATABASE_PASSWORD"]
engine = create_async_engine(f"mysql+asyncmy://travel:{password}@db/travel")
local = create_async_engine("mysql+asyncmy://travel@127.0.0.1/travel")
EXAMPLE = "mysql+asyncmy://user:password@host/database"
QUERY = "mysql+asyncmy://host/database?user=user&password=password"
reports = create_async_engine(f"mysql+asyncmy://db/reports?user=travel&password={password}")
DEVELOPMENT = "mysql+asyncmy://travel:travel@localhost:3306/travel"
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the URLs among the literals, and at the passwords that connections are given."""
        modules = {module for module in subject.model.program.modules if not is_among_tests(module)}
        for module in modules:
            for text in module.nodes(ast.Constant):
                if isinstance(text.value, str) and _has_password(text.value) and not module.is_docstring(text):
                    shown = outer if isinstance(outer := module.parents[text], ast.JoinedStr) else text
                    yield self._found(subject, module, shown, "a database URL")
        for site in subject.model.sites:
            if site.module not in modules or not any(name.endswith(_CONNECTS) for name in site.externals):
                continue
            for keyword in site.node.keywords:
                if keyword.arg in _NAMES:
                    for owner, node in subject.definitions.of(site.module, keyword.value):
                        if isinstance(node, ast.Constant) and _is_password(node.value):
                            yield self._found(subject, owner, node, "a connection's password")

    def _found(self, subject: Subject, module: Module, node: ast.AST, what: str) -> Finding:
        return subject.finding(
            self.code,
            module,
            node,
            f"{what} stands in the code",
            help="read it from the environment, and change the password",
        )


def _has_password(text: str) -> bool:
    if query := _IN_QUERY.match(text):
        user = _USER.search(text)
        template = _WORD.match(query["password"]) and user is not None and _SOMEBODY.match(user[1])
        return _is_password(query["password"]) and not template
    match = _URL.match(text)
    if match is None or (match["user"] == match["password"] and match["host"] in _HERE):
        return False
    if _WORD.match(match["password"]) and _SOMEBODY.match(match["user"]):
        return False
    return _is_password(match["password"])


def _is_password(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not _PLACEHOLDER.search(value)
