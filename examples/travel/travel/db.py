"""DB 연결과 세션.

`python -m travel.db` 로 실행하면 연결을 확인하고 테이블 목록을 출력한다. (`--init` 은 테이블을 다시 만든다)
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import SQLModel

from aiolift import AioliftError, AsyncSession, Database
from travel.config import settings
from travel.models import AdministrativeDivision

logger = logging.getLogger(__name__)

# mysql://, mysql+aiomysql://, sqlite:// ... 연결은 lifespan 이 시작될 때 맺는다
db = Database(
    settings.database_url, echo=settings.sql_echo, pool_size=settings.pool_size, pool_recycle=settings.pool_recycle
)
engine = db.engine
SessionLocal = db.session


async def get_session() -> AsyncIterator[AsyncSession]:
    # 예외 없이 끝나면 commit, 예외가 나면 rollback, 어느 쪽이든 close
    async with SessionLocal() as session:
        yield session


async def get_read_session() -> AsyncIterator[AsyncSession]:
    # 읽기만 하는 세션: autocommit 이라서 SELECT 하나에 왕복 한 번이고, 쓰면 오류가 난다
    async with db.reader() as session:
        yield session


# scope="function": 응답을 보내기 전에 commit 한다. 기본값이면 200 을 보낸 다음에 commit 이 실패할 수 있다
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
ReadSessionDep = Annotated[AsyncSession, Depends(get_read_session, scope="function")]


async def init_db() -> None:
    """모든 테이블을 지우고 다시 만든 뒤 행정구역을 넣는다."""
    await db.drop_tables()
    await prepare_db()


async def prepare_db() -> None:
    """없는 테이블을 만들고, 없는 행정구역을 넣는다. 워커 여러 개가 동시에 불러도 한 번만 한다."""
    tables = await db.create_tables()
    seeded = await db.seed(
        AdministrativeDivision,
        settings.division_csv,
        key=("city_province", "city_county"),
        duplicates="skip",  # 원본 CSV 에 '울산광역시,울산광역시' 가 두 번 있다 (161, 165행)
    )
    logger.info("테이블 %d개, 행정구역 %d개를 만들었습니다", len(tables), seeded.inserted)


async def check_tables() -> list[str]:
    """DB 에 있는 테이블 이름. 모델에는 있는데 DB 에 없는 테이블은 경고를 남긴다."""
    tables = await db.table_names()
    missing = set(SQLModel.metadata.tables) - set(tables)
    if tables and missing:
        logger.warning("없는 테이블: %s", ", ".join(sorted(missing)))
    return tables


async def check_connection() -> str:
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
    return engine.dialect.name


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    # 서버가 뜰 때까지 기다려 연결하고, 끝날 때 연결을 닫는다
    async with db.lifespan(app):
        # 처음 실행하면 테이블이 없으므로 만들어 준다
        await prepare_db()
        yield


async def main() -> int:
    try:
        await db.connect()
        if "--init" in sys.argv:
            await init_db()
        print(f"연결 성공: {await check_connection()} ({engine.url.render_as_string(hide_password=True)})")
        for name in await check_tables():
            print(f" - {name}")
    except AioliftError as error:
        print(f"연결 실패: {error}")
        return 1
    finally:
        await db.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
