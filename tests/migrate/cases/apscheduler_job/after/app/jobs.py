from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Login, engine

scheduler = AsyncIOScheduler(timezone="Asia/Seoul")
beats = []


@scheduler.scheduled_job("cron", hour=3, id="purge")
async def purge() -> int:
    """새벽마다 만료된 로그인을 지운다."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        deleted = (await session.exec(delete(Login).where(Login.expired == True))).rowcount  # noqa: E712
        await session.commit()
    return deleted


def heartbeat() -> None:
    beats.append("alive")


scheduler.add_job(heartbeat, "interval", seconds=30, id="heartbeat")
