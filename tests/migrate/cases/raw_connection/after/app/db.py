from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///raw.db")
# for DBAPI connections, whose cursors cannot be awaited
sync_engine = create_engine(engine.url.set(drivername="sqlite"))
