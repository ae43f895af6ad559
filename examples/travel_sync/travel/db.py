"""DB 연결과 세션.

`python -m travel.db` 로 실행하면 연결을 확인하고 테이블 목록을 출력한다. (`--init` 은 테이블을 다시 만든다)
"""

import csv
import logging
import sys
from collections.abc import Generator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel, create_engine

from travel.config import settings
from travel.models import AdministrativeDivision

logger = logging.getLogger(__name__)


def enable_foreign_keys(dbapi_connection, connection_record):
    # SQLite 는 커넥션마다 켜 주어야 외래키를 검사한다
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def make_engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, echo=settings.sql_echo, connect_args={"check_same_thread": False})
        event.listen(engine, "connect", enable_foreign_keys)
        return engine
    return create_engine(
        url,
        echo=settings.sql_echo,
        pool_size=settings.pool_size,
        pool_recycle=settings.pool_recycle,
        pool_pre_ping=True,
    )


engine = make_engine(settings.database_url)
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine, class_=Session)


def get_session() -> Generator[Session, None, None]:
    session = SessionLocal()
    try:
        yield session
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def read_divisions(path: Path) -> list[AdministrativeDivision]:
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = [(row["city_province"], row["city_county"]) for row in csv.DictReader(f)]
    # 원본 CSV 에 '울산광역시,울산광역시' 가 두 번 있어서 (161, 165행) 중복을 뺀다
    return [
        AdministrativeDivision(city_province=province, city_county=county) for province, county in dict.fromkeys(rows)
    ]


def init_db() -> None:
    """모든 테이블을 지우고 다시 만든 뒤 행정구역을 넣는다."""
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        divisions = read_divisions(settings.division_csv)
        session.add_all(divisions)
        session.commit()
    logger.info("테이블 %d개, 행정구역 %d개를 만들었습니다", len(SQLModel.metadata.tables), len(divisions))


def check_tables() -> list[str]:
    """DB 에 있는 테이블 이름. 모델에는 있는데 DB 에 없는 테이블은 경고를 남긴다."""
    tables = inspect(engine).get_table_names()
    missing = set(SQLModel.metadata.tables) - set(tables)
    if tables and missing:
        logger.warning("없는 테이블: %s", ", ".join(sorted(missing)))
    return sorted(tables)


def check_connection() -> str:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return engine.dialect.name


@asynccontextmanager
async def lifespan(app: FastAPI):
    # 처음 실행하면 테이블이 없으므로 만들어 준다
    if not check_tables():
        init_db()
    yield
    engine.dispose()


if __name__ == "__main__":
    try:
        dialect = check_connection()
        if "--init" in sys.argv:
            init_db()
    except OperationalError as e:
        print(f"연결 실패: {e.orig}")
        sys.exit(1)
    print(f"연결 성공: {dialect} ({engine.url.render_as_string(hide_password=True)})")
    for name in check_tables():
        print(f" - {name}")
