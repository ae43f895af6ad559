import logging

from logs.db import LogLine, SyncSessionLocal, count


class DatabaseHandler(logging.Handler):
    """logging이 부르므로 기다릴 수 없다."""

    def emit(self, record: logging.LogRecord) -> None:
        with SyncSessionLocal() as session:
            session.add(LogLine(level=record.levelname, text=self.format(record)))
            session.commit()


logger = logging.getLogger("service")
logger.propagate = False
logger.addHandler(DatabaseHandler(logging.WARNING))


async def work(n: int) -> int:
    logger.info("work %d", n)
    if n < 0:
        logger.warning("음수 %d", n)
    return await count("WARNING")
