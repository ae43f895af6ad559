from collections.abc import Iterator

from sqlmodel import Field, Session, SQLModel, select


class Folder(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="folder.id")
    name: str
    size: int = 0


def children(session: Session, folder: Folder) -> list[Folder]:
    return session.exec(select(Folder).where(Folder.parent_id == folder.id).order_by(Folder.name)).all()


def total_size(session: Session, folder: Folder) -> int:
    return folder.size + sum(total_size(session, child) for child in children(session, folder))


def path(session: Session, folder: Folder) -> str:
    if folder.parent_id is None:
        return folder.name
    return path(session, session.get(Folder, folder.parent_id)) + "/" + folder.name


def walk(session: Session, folder: Folder, depth: int = 0) -> Iterator[str]:
    """들여쓰기로 나무를 보여 준다."""
    yield "  " * depth + folder.name
    for child in children(session, folder):
        yield from walk(session, child, depth + 1)


# 서로 부르는 두 함수
def is_even_level(session: Session, folder: Folder) -> bool:
    return folder.parent_id is None or is_odd_level(session, session.get(Folder, folder.parent_id))


def is_odd_level(session: Session, folder: Folder) -> bool:
    return folder.parent_id is not None and is_even_level(session, session.get(Folder, folder.parent_id))


def factorial(n: int) -> int:
    return 1 if n < 2 else n * factorial(n - 1)
