import logging

from logs.db import LogLine, SessionLocal, count


class DatabaseHandler(logging.Handler):
    """logging이 부르므로 기다릴 수 없다."""

    def emit(self, record: logging.LogRecord) -> None:
        with SessionLocal() as session:
            session.add(LogLine(level=record.levelname, text=self.format(record)))
            session.commit()


logger = logging.getLogger("service")
logger.propagate = False
logger.addHandler(DatabaseHandler(logging.WARNING))


def work(n: int) -> int:
    logger.info("work %d", n)
    if n < 0:
        logger.warning("음수 %d", n)
    return count("WARNING")
