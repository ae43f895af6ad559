import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from admin.db import Setting, engine


async def tables() -> list[str]:
    """지금 DB 에 있는 테이블 이름"""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync_connection: inspect(sync_connection).get_table_names())


async def is_ready() -> bool:
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync_connection: inspect(sync_connection).has_table(Setting.__tablename__))


async def columns(table):
    async with engine.connect() as connection:
        has_table = await connection.run_sync(lambda sync_connection: sa.inspect(sync_connection).has_table(table))
    if not has_table:
        return {}
    async with engine.connect() as connection:
        return {c["name"]: str(c["type"]) for c in await connection.run_sync(lambda sync_connection: sa.inspect(sync_connection).get_columns(table))}


async def ensure():
    async with engine.connect() as connection:
        has_table = await connection.run_sync(lambda sync_connection: inspect(sync_connection).has_table("setting"))
    if not has_table:
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)


def is_persistent(row) -> bool:
    return inspect(row).persistent


async def revisions() -> tuple[str, ...]:
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync_connection: MigrationContext.configure(sync_connection, opts={"version_table": "revision"}).get_current_heads())
