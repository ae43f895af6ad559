"""AL508: more connections than the server takes."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis.engines.engines import UNPOOLED, pool_class
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.engines.engines import Engine
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

#: What the servers take where nothing else is configured: MySQL 151, PostgreSQL 100.
_LIMITS = {"mysql": 151, "postgresql": 100}
_DEFAULTS = {"pool_size": 5, "max_overflow": 10}
_WORKERS = re.compile(r"""(?:--workers|(?<![\w-])-w|WEB_CONCURRENCY|(?m:^)\s*workers)["']?[ =:,\[]+["']?(\d+)""")
_MAXIMUM = re.compile(r"""max[_-]connections["']?\s*[=:]\s*["']?(\d+)""")


class PoolBeyondLimit(Rule):
    """Every worker process has a pool of its own: `pool_size + max_overflow` connections for each can be open at
    once. MySQL takes 151 by default (`max_connections`), PostgreSQL 100. Beyond that the server answers `Too many
    connections`, and it does so under load only. The number of workers is read from the start commands beside the
    code, and the server's limit from its configuration where it is there.
    """

    code = "AL508"
    name = "pool-beyond-limit"
    source = "https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html#sysvar_max_connections"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel", pool_size=100, max_overflow=100)
""",
            at=('create_async_engine("mysql+asyncmy://travel@db/travel", pool_size=100, max_overflow=100)',),
        ),
        Invalid(
            {
                "database.py": """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel", pool_size=20, max_overflow=20)
""",
                "Dockerfile": 'CMD ["uvicorn", "app:app", "--workers", "4"]\n',
            },
            at=('create_async_engine("mysql+asyncmy://travel@db/travel", pool_size=20, max_overflow=20)',),
        ),
    )
    valid = (
        Valid(
            {
                "database.py": """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel", pool_size=20, max_overflow=0)
""",
                "Procfile": "web: gunicorn app:app --workers 4 -k uvicorn.workers.UvicornWorker\n",
            }
        ),
        Valid(
            {
                "database.py": """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel", pool_size=100, max_overflow=100)
""",
                "compose.yaml": "services:\n  db:\n    command: mysqld --max_connections=500\n",
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Multiply each engine's pool by the workers that the start commands name."""
        workers = max([1, *_numbers(subject, _WORKERS), *_run_workers(subject)])
        for engine in subject.engines:
            if not {"pool_size", "max_overflow"} & engine.options.keys() or is_test_module(engine.module):
                continue
            family = next((url.family for url in engine.urls if url.family in _LIMITS), None)
            sizes = [_size(subject, engine, name) for name in _DEFAULTS]
            if family is None or None in sizes or pool_class(subject.model, engine) in UNPOOLED:
                continue
            limit = max(_numbers(subject, _MAXIMUM), default=_LIMITS[family])
            total = sum(filter(None, sizes)) * workers
            if total > limit:
                each = f"{sizes[0]} + {sizes[1]} connections" + (
                    f" in each of {workers} workers" if workers > 1 else ""
                )
                yield subject.finding(
                    self.code,
                    engine.module,
                    engine.node,
                    f"{each} are {total}, and the server takes {limit}",
                    help="lower `pool_size` and `max_overflow`, or raise the server's `max_connections`",
                )


def _size(subject: Subject, engine: Engine, name: str) -> int | None:
    node = engine.options.get(name)
    if node is None:
        return _DEFAULTS[name]
    found = [str(value) for value in subject.definitions.constants(engine.module, node)]
    return max((int(text) for text in found if text.isdigit()), default=None)


def _numbers(subject: Subject, pattern: re.Pattern[str]) -> list[int]:
    return [int(number) for file in subject.others for number in pattern.findall(file.text)]


def _run_workers(subject: Subject) -> Iterator[int]:
    """Yield what `uvicorn.run(…, workers=4)` names, and `workers = 4` in `gunicorn.conf.py`."""
    for site in subject.model.sites:
        if "uvicorn.run" in site.externals:
            for keyword in site.node.keywords:
                if keyword.arg == "workers":
                    found = subject.definitions.constants(site.module, keyword.value)
                    yield from (value for value in found if isinstance(value, int) and not isinstance(value, bool))
    for module in subject.model.program.modules:
        if module.file.name.name.startswith("gunicorn"):
            for node in module.tree.body:
                match node:
                    case ast.Assign(targets=[ast.Name(id="workers")], value=ast.Constant(value=int(number))):
                        yield number
