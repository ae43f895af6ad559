import abc
from collections.abc import Iterator

from sqlmodel import Session, select

from export.models import Row


class Exporter(abc.ABC):
    def __init__(self, session: Session) -> None:
        self.session = session

    @abc.abstractmethod
    def items(self) -> Iterator[str]:
        """내보낼 것을 하나씩 준다."""

    def more(self) -> Iterator[str]:
        raise NotImplementedError

    def export(self) -> list[str]:
        found = []
        for item in self.items():
            found.append(item)
        return found + [item.upper() for item in self.more()]


class RowExporter(Exporter):
    def items(self) -> Iterator[str]:
        for row in self.session.exec(select(Row)).all():
            yield row.text

    def more(self) -> Iterator[str]:
        yield self.session.get_one(Row, 1).text + "a"
