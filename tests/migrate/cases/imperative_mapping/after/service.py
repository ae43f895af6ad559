from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from domain import Plan, Spot

SessionLocal = async_sessionmaker(create_async_engine("mysql+asyncmy://travel@localhost/travel"), expire_on_commit=False)


async def find(db: AsyncSession, title: str) -> Plan | None:
    return (await db.scalars(select(Plan).filter_by(title=title).limit(1))).first()


async def visit(db: AsyncSession, title: str, name: str) -> list[str]:
    plan = await find(db, title)
    plan.visit(Spot(name))
    await db.commit()
    await db.refresh(plan)
    return [spot.name for spot in plan.spots]
