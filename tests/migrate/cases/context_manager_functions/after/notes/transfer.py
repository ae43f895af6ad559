from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import select

from notes.db import Note, session_scope


@contextmanager
def opened(path: Path):
    # 파일만 다루는 컨텍스트 매니저: 그대로 둔다
    with path.open("w", encoding="utf-8") as file:
        yield file


async def load(lines):
    async with session_scope() as session:
        for line in lines:
            if not line.strip():
                raise ValueError("빈 줄")
            session.add(Note(body=line.strip()))


async def dump(path: Path) -> int:
    async with session_scope() as session:
        with opened(path) as file:
            notes = (await session.scalars(select(Note).order_by(Note.id))).all()
            for note in notes:
                file.write(note.body + "\n")  # noqa: AL606 -- 작은 보고서
            return len(notes)


async def try_load(lines) -> None:
    with suppress(ValueError):
        await load(lines)
