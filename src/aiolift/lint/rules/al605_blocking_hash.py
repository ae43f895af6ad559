"""AL605: a password that is hashed on the event loop."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class BlockingHash(BlockingRule):
    """bcrypt, argon2, scrypt and PBKDF2 are slow on purpose: they compute for much of a second. On the event loop
    that is a standstill of all requests at each login, and an easy way to stop the service. Hash in a thread.
    """

    code = "AL605"
    name = "blocking-hash"
    source = "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html"
    waits = ("computes for a long time on purpose",)
    invalid = (
        Invalid(
            """
import bcrypt


def is_right(password: bytes, hashed: bytes) -> bool:
    return bcrypt.checkpw(password, hashed)


async def login(password: bytes, hashed: bytes):
    return is_right(password, hashed)
""",
            at=("is_right(password, hashed)",),
        ),
    )
    valid = (
        Valid("""
import asyncio

import bcrypt


def is_right(password: bytes, hashed: bytes) -> bool:
    return bcrypt.checkpw(password, hashed)


async def login(password: bytes, hashed: bytes):
    return await asyncio.to_thread(is_right, password, hashed)
"""),
    )
