from sqlmodel import Session

from store.base import FlagStore
from store.models import Flag


class DatabaseFlagStore(FlagStore):
    def __init__(self, session: Session) -> None:
        self.session = session

    def is_enabled(self, name: str) -> bool:
        flag = self.session.get(Flag, name)
        return flag is not None and flag.enabled

    def enable(self, name: str) -> None:
        self.session.merge(Flag(name=name, enabled=True))
        self.session.commit()


class MemoryFlagStore(FlagStore):
    """개발용: 메모리에만 둔다."""

    def __init__(self) -> None:
        self.flags: set[str] = set()

    def is_enabled(self, name: str) -> bool:
        return name in self.flags

    def enable(self, name: str) -> None:
        self.flags.add(name)


class LoudMemoryFlagStore(MemoryFlagStore):
    def normalise(self, name: str) -> str:
        return super().normalise(name).upper()


def rollout(store: FlagStore, names: list[str]) -> int:
    done = 0
    for name in names:
        if not store.is_enabled(store.normalise(name)):
            store.enable(store.normalise(name))
            done += 1
    return done
