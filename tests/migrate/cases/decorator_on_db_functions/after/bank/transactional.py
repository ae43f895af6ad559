import functools


def transactional(func):
    """Commit when the function returns, roll back when it raises."""

    @functools.wraps(func)
    async def wrapper(session, *args, **kwargs):
        try:
            result = await func(session, *args, **kwargs)
        except Exception:
            await session.rollback()
            raise
        await session.commit()
        return result

    return wrapper


def with_limit(limit):
    """인자를 받는 데코레이터."""

    def decorate(func):
        @functools.wraps(func)
        async def inner(session, *args):
            if args[-1] > limit:
                raise ValueError("한도 초과")
            return await func(session, *args)

        return inner

    return decorate
