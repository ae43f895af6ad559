from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///orders.db")
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)


def get_session_factory():
    return SessionLocal
