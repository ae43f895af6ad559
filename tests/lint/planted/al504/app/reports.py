import pandas as pd
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from app.tables import engine


async def tables():
    return inspect(engine).get_table_names()  # plant: AL504


async def revision():
    async with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()  # plant: AL504


async def spots(frame):
    frame.to_sql("spot", engine)  # plant: AL504
    async with engine.connect() as connection:
        rows = pd.read_sql("SELECT * FROM spot", con=connection)  # plant: AL504
        more = await connection.run_sync(lambda sync: pd.read_sql("SELECT * FROM spot", sync))
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return rows, more, names
