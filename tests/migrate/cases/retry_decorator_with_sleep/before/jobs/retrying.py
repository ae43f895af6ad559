import logging
import time
from functools import wraps

from sqlalchemy.exc import OperationalError

log = logging.getLogger(__name__)


def retry(times=3, delay=0.01):
    """데이터베이스가 잠시 바쁠 때 다시 시도한다."""

    def decorator(fn):
        @wraps(fn)
        def wrapped(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return fn(*args, **kwargs)
                except OperationalError:
                    if attempt == times:
                        raise
                    log.info("attempt %d failed", attempt)
                    time.sleep(delay * attempt)

        return wrapped

    return decorator


def call_twice(fn, *args):
    try:
        return fn(*args)
    except OperationalError:
        return fn(*args)
