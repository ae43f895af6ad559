"""Columns that hold a secret: passwords, their hashes, keys, tokens that open a session."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import keyword

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.program.entities import Class

#: Whole words at the end of a name, so that `password_changed_at`, `token_type` and `content_hash` are none.
_PASSWORD = re.compile(r"(?:^|_)(?:password|passwd|passphrase)(?:_?(?:hash|hashed|digest|salt|encrypted))?$", re.I)
_KEY = re.compile(
    r"(?:^|_)(?:(?:[a-z0-9]+_)?secret|secret_key|private_key|api_key|(?:access|refresh|reset|auth|session|bearer)_token)"
    r"(?:_hash)?$",
    re.I,
)
#: Classes that are about a secret, as a vault's: who asks for one wants to see it.
_ABOUT_SECRETS = re.compile(r"(?i)credential|token|secret|password|key(?![a-z])|vault")
#: Types whose values are no secret, or are masked in JSON.
_HARMLESS = re.compile(r"\b(?:bool|datetime|date|SecretStr|SecretBytes|Boolean|DateTime|Relationship)\b", re.I)
_SERIALIZERS = {"model_serializer", "field_serializer"}


def secret_columns(cls: Class, *, keys: bool = True) -> Iterator[str]:
    """Yield the columns of a mapped class that look like secrets and go into its JSON.

    A column with `exclude=True`, a class with a serializer of its own, and one whose name says that it is a secret, as
    `Credential` or `AccessToken`, are passed over.

    :param keys: whether keys and tokens count too, which are shown once when they are made.
    """
    if _ABOUT_SECRETS.search(cls.name) or any(_SERIALIZERS & set(_decorators(base)) for base in cls.mro()):
        return
    for base in cls.mro():
        for statement in getattr(base.node, "body", []):
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=value):
                    written = ast.unparse(kind)
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
                    written = ast.unparse(value)
                case _:
                    continue
            looks = _PASSWORD.search(name) or (keys and _KEY.search(name))
            if looks and not _HARMLESS.search(written) and not _is_excluded(value):
                yield name


def _is_excluded(value: ast.expr | None) -> bool:
    given = keyword(value, "exclude") if isinstance(value, ast.Call) else None
    return isinstance(given, ast.Constant) and given.value is True


def _decorators(cls: Class) -> Iterator[str]:
    for method in cls.methods.values():
        for decorator in getattr(method.node, "decorator_list", []):
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            yield getattr(called, "id", "") or getattr(called, "attr", "")
