from sqlmodel.ext.asyncio.session import AsyncSession

from store.base import FlagStore
from store.models import Flag


class DatabaseFlagStore(FlagStore):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def is_enabled(self, name: str) -> bool:
        flag = await self.session.get(Flag, name)
        return flag is not None and flag.enabled

    async def enable(self, name: str) -> None:
        await self.session.merge(Flag(name=name, enabled=True))
        await self.session.commit()


class MemoryFlagStore(FlagStore):
    """개발용: 메모리에만 둔다."""

    def __init__(self) -> None:
        self.flags: set[str] = set()

    async def is_enabled(self, name: str) -> bool:
        return name in self.flags

    async def enable(self, name: str) -> None:
        self.flags.add(name)


class LoudMemoryFlagStore(MemoryFlagStore):
    def normalise(self, name: str) -> str:
        return super().normalise(name).upper()


async def rollout(store: FlagStore, names: list[str]) -> int:
    done = 0
    for name in names:
        if not await store.is_enabled(store.normalise(name)):
            await store.enable(store.normalise(name))
            done += 1
    return done
