import asyncio
import logging
from functools import wraps

from sqlalchemy.exc import OperationalError

log = logging.getLogger(__name__)


def retry(times=3, delay=0.01):
    """데이터베이스가 잠시 바쁠 때 다시 시도한다."""

    def decorator(fn):
        @wraps(fn)
        async def wrapped(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return await fn(*args, **kwargs)
                except OperationalError:
                    if attempt == times:
                        raise
                    log.info("attempt %d failed", attempt)
                    await asyncio.sleep(delay * attempt)

        return wrapped

    return decorator


async def call_twice(fn, *args):
    try:
        return await fn(*args)
    except OperationalError:
        return await fn(*args)
