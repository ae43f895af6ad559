# DB 연결
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine( 'sqlite+aiosqlite:///./books.db' )   # 따옴표와 빈칸은 그대로


async def get_session( ) :
	async with AsyncSession( engine, expire_on_commit=False ) as session :
		yield session
