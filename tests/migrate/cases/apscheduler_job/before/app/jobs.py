from apscheduler.schedulers.background import BackgroundScheduler
from sqlmodel import Session, delete

from app.db import Login, engine

scheduler = BackgroundScheduler(timezone="Asia/Seoul")
beats = []


@scheduler.scheduled_job("cron", hour=3, id="purge")
def purge() -> int:
    """새벽마다 만료된 로그인을 지운다."""
    with Session(engine) as session:
        deleted = session.exec(delete(Login).where(Login.expired == True)).rowcount  # noqa: E712
        session.commit()
    return deleted


def heartbeat() -> None:
    beats.append("alive")


scheduler.add_job(heartbeat, "interval", seconds=30, id="heartbeat")
