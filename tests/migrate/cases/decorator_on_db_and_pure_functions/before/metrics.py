from collections import Counter
from functools import wraps

calls: Counter[str] = Counter()


def counted(func):
    """Count the calls of a function, database or not."""

    @wraps(func)
    def wrapper(*args, **kwargs):
        calls[func.__name__] += 1
        return func(*args, **kwargs)

    return wrapper
