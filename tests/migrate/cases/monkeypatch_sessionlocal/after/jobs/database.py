import os

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

engine = create_async_engine(os.getenv("DATABASE_URL", "sqlite+aiosqlite:///./jobs.db"))
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()
