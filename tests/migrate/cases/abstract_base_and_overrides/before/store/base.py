from abc import ABC, abstractmethod


class FlagStore(ABC):
    """Where feature flags are kept."""

    @abstractmethod
    def is_enabled(self, name: str) -> bool: ...

    @abstractmethod
    def enable(self, name: str) -> None:
        raise NotImplementedError

    def normalise(self, name: str) -> str:
        return name.strip().lower()

    def all_enabled(self, *names: str) -> bool:
        for name in names:
            if not self.is_enabled(self.normalise(name)):
                return False
        return True
