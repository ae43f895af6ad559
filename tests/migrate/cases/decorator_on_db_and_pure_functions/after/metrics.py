import inspect
from collections import Counter
from functools import wraps

calls: Counter[str] = Counter()


def counted(func):
    """Count the calls of a function, database or not."""

    if inspect.iscoroutinefunction(func):

        @wraps(func)
        async def async_wrapper(*args, **kwargs):
            calls[func.__name__] += 1
            return await func(*args, **kwargs)

        return async_wrapper

    @wraps(func)
    def wrapper(*args, **kwargs):
        calls[func.__name__] += 1
        return func(*args, **kwargs)

    return wrapper
