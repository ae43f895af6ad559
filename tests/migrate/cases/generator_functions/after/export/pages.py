from collections.abc import AsyncIterable, AsyncIterator, Iterator

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from export.models import Row


async def pages(session: AsyncSession, size: int) -> AsyncIterator[list[Row]]:
    last = 0
    while True:
        page = (await session.exec(select(Row).where(Row.id > last).order_by(Row.id).limit(size))).all()
        if not page:
            return
        yield list(page)
        last = page[-1].id


async def rows(session: AsyncSession, size: int = 2) -> AsyncIterator[Row]:
    async for page in pages(session, size):
        for item in page:
            yield item


async def lines(session: AsyncSession) -> AsyncIterator[str]:
    yield "id,text"
    async for item in (to_line(row) async for row in rows(session)):
        yield item


async def backwards(session: AsyncSession) -> AsyncIterator[Row]:
    for item in await session.exec(select(Row).order_by(Row.id.desc())):
        yield item


def to_line(row: Row) -> str:
    return ",".join(fields(row))


def fields(row: Row) -> Iterator[str]:
    yield str(row.id)
    yield row.text


async def first(session: AsyncSession) -> Row | None:
    return await anext(rows(session), None)


async def export(session: AsyncSession) -> str:
    return "\n".join([item async for item in lines(session)])


async def summary(session: AsyncSession) -> str:
    return f"전체: {', '.join([str(row.id) async for row in rows(session)])}"


async def head(session: AsyncSession) -> tuple[Row, list[Row], set[str]]:
    one, *rest = [item async for item in rows(session)]
    rest += [item async for item in backwards(session)]
    return one, rest, {"id", *[item async for item in lines(session)]}


async def texts(session: AsyncSession, *more: str) -> list[str]:
    return [*[item async for item in lines(session)]] + list(more)


async def has(session: AsyncSession, line: str) -> bool:
    return line in [item async for item in lines(session)] and line not in (await texts(session, *[item async for item in lines(session)]))[:1]


async def known(session: AsyncSession, text: str) -> tuple[bool, bool, bool, str]:
    return (
        await anext((True async for row in rows(session) if row.text == text), False),
        await anext((False async for item in lines(session) if not item), True),
        await anext((False async for row in rows(session) if not await size(session, row) > 1), True),
        max([(line != text and await size(session, Row(text=line)), line) async for line in lines(session)], key=lambda pair: pair[0])[1],
    )


async def size(session: AsyncSession, row: Row) -> int:
    await session.flush()
    return len(row.text) + 1


async def any_large(session: AsyncSession) -> bool:
    return await anext((True async for row in rows(session) if await size(session, row) > 2), False)


async def batched(items: AsyncIterable[Row], size: int) -> AsyncIterator[list[Row]]:
    batch = []
    async for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def batches(session: AsyncSession) -> list[int]:
    return [len(batch) async for batch in batched(rows(session), 3)]
