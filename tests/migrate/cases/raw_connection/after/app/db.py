from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///raw.db")
sync_engine = create_engine("sqlite:///raw.db")  # for code that cannot await
