import abc
from collections.abc import AsyncIterator

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from export.models import Row


class Exporter(abc.ABC):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @abc.abstractmethod
    def items(self) -> AsyncIterator[str]:
        """내보낼 것을 하나씩 준다."""

    def more(self) -> AsyncIterator[str]:
        raise NotImplementedError

    async def export(self) -> list[str]:
        found = []
        async for item in self.items():
            found.append(item)
        return found + [item.upper() async for item in self.more()]


class RowExporter(Exporter):
    async def items(self) -> AsyncIterator[str]:
        for row in (await self.session.exec(select(Row))).all():
            yield row.text

    async def more(self) -> AsyncIterator[str]:
        yield (await self.session.get_one(Row, 1)).text + "a"
