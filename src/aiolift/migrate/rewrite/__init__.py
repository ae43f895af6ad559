"""One kind of edit per file. Each has `seeds(model)`, the I/O that it sees, and `rewrite(context)`.

A node that two rules could convert belongs to the one that stands first in `RULES`.
"""

from __future__ import annotations

from aiolift.migrate.bridges import factories, leftovers, properties, run_sync, twins
from aiolift.migrate.entries import (
    alembic_env,
    commands,
    main_block,
    nested_loops,
    offloaded,
    running_loops,
    schedulers,
    threads,
)
from aiolift.migrate.rewrite import (
    applications,
    blocking,
    callable_types,
    calls,
    construction,
    database_calls,
    definitions,
    dependencies,
    events,
    implicit,
    inspecting,
    lambdas,
    loops,
    mock_sessions,
    patched,
    query,
    raising,
    schema,
    test_client,
    unittest_cases,
    urls,
    with_blocks,
    wrappers,
    xunit,
)

RULES = (
    twins,
    run_sync,
    factories,
    properties,
    leftovers,
    implicit,
    query,
    schema,
    inspecting,
    test_client,
    with_blocks,
    database_calls,
    events,
    alembic_env,
    main_block,
    commands,
    nested_loops,
    offloaded,
    running_loops,
    schedulers,
    threads,
    calls,
    blocking,
    raising,
    mock_sessions,
    patched,
    unittest_cases,
    xunit,  # its decorators stand before the `async` of the definitions
    definitions,
    dependencies,
    callable_types,
    construction,
    urls,
    loops,
    applications,
    lambdas,
    wrappers,
)
