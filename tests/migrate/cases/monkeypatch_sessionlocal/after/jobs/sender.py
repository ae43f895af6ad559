import logging

from sqlalchemy import select

from jobs.database import SessionLocal
from jobs.models import Mail

logger = logging.getLogger(__name__)


def deliver(address: str) -> None:
    logger.info("보냄: %s", address)


async def send_waiting_mails() -> int:
    count = 0
    async with SessionLocal() as db:
        for mail in await db.scalars(select(Mail).filter(Mail.sent == False)):  # noqa: E712
            deliver(mail.address)
            mail.sent = True
            count += 1
        await db.commit()
    return count
