import logging
import time
from contextlib import contextmanager
from functools import wraps

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

logger = logging.getLogger(__name__)

# MySQL: 1213 deadlock, 1205 lock wait timeout
RETRY_CODES = {1213, 1205}


@contextmanager
def transaction(session: Session):
    """블록이 끝나면 commit, 예외가 나면 rollback."""
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise


def retry_on_deadlock(times: int = 3, wait: float = 0.05):
    """데드락이 나면 처음부터 다시 실행한다. 첫 번째 인자가 session 인 함수에만 쓸 것."""

    def decorator(func):
        @wraps(func)
        def wrapper(session, *args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return func(session, *args, **kwargs)
                except OperationalError as e:
                    session.rollback()
                    if e.orig.args[0] not in RETRY_CODES or attempt == times:
                        raise
                    logger.warning("%s: 데드락, 다시 시도합니다 (%d/%d)", func.__name__, attempt, times)
                    time.sleep(wait * attempt)

        return wrapper

    return decorator


def log_elapsed(func):
    @wraps(func)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        try:
            return func(*args, **kwargs)
        finally:
            logger.debug("%s: %.1fms", func.__name__, (time.perf_counter() - start) * 1000)

    return wrapper
