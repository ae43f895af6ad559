import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from admin.db import Setting, engine


def tables() -> list[str]:
    """지금 DB 에 있는 테이블 이름"""
    inspector = inspect(engine)
    return inspector.get_table_names()


def is_ready() -> bool:
    return inspect(engine).has_table(Setting.__tablename__)


def columns(table):
    insp = sa.inspect(engine)
    if not insp.has_table(table):
        return {}
    return {c["name"]: str(c["type"]) for c in insp.get_columns(table)}


def ensure():
    if not inspect(engine).has_table("setting"):
        SQLModel.metadata.create_all(engine)


def is_persistent(row) -> bool:
    return inspect(row).persistent


def revisions() -> tuple[str, ...]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "revision"})
        return context.get_current_heads()
