from collections.abc import Iterable, Iterator

from sqlmodel import Session, select

from export.models import Row


def pages(session: Session, size: int) -> Iterator[list[Row]]:
    last = 0
    while True:
        page = session.exec(select(Row).where(Row.id > last).order_by(Row.id).limit(size)).all()
        if not page:
            return
        yield list(page)
        last = page[-1].id


def rows(session: Session, size: int = 2) -> Iterator[Row]:
    for page in pages(session, size):
        yield from page


def lines(session: Session) -> Iterator[str]:
    yield "id,text"
    yield from (to_line(row) for row in rows(session))


def backwards(session: Session) -> Iterator[Row]:
    yield from session.exec(select(Row).order_by(Row.id.desc()))


def to_line(row: Row) -> str:
    return ",".join(fields(row))


def fields(row: Row) -> Iterator[str]:
    yield str(row.id)
    yield row.text


def first(session: Session) -> Row | None:
    return next(rows(session), None)


def export(session: Session) -> str:
    return "\n".join(lines(session))


def summary(session: Session) -> str:
    return f"전체: {', '.join(str(row.id) for row in rows(session))}"


def head(session: Session) -> tuple[Row, list[Row], set[str]]:
    one, *rest = rows(session)
    rest += backwards(session)
    return one, rest, {"id", *lines(session)}


def texts(session: Session, *more: str) -> list[str]:
    return [*lines(session)] + list(more)


def has(session: Session, line: str) -> bool:
    return line in lines(session) and line not in texts(session, *lines(session))[:1]


def known(session: Session, text: str) -> tuple[bool, bool, bool, str]:
    return (
        any(row.text == text for row in rows(session)),
        all(lines(session)),
        all(map(lambda row: size(session, row) > 1, rows(session))),
        max(lines(session), key=lambda line: line != text and size(session, Row(text=line))),
    )


def size(session: Session, row: Row) -> int:
    session.flush()
    return len(row.text) + 1


def any_large(session: Session) -> bool:
    return any(size(session, row) > 2 for row in rows(session))


def batched(items: Iterable[Row], size: int) -> Iterator[list[Row]]:
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def batches(session: Session) -> list[int]:
    return [len(batch) for batch in batched(rows(session), 3)]
