from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from diary.models import Entry


class EntryExists(Exception):
    """그날 일기가 이미 있다."""


class DiaryService:
    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, day: date, text: str) -> Entry:
        if self._session.scalar(select(Entry.id).where(Entry.day == day)) is not None:
            raise EntryExists(day)
        entry = Entry(day=day, text=text)
        self._session.add(entry)
        self._session.commit()
        return entry

    def read(self, day: date) -> str | None:
        entry = self._session.scalars(select(Entry).where(Entry.day == day)).first()
        return entry.text if entry else None

    def __len__(self) -> int:
        return 0 if self._session is None else 1

    def count(self) -> int:
        return self._session.scalar(select(func.count()).select_from(Entry)) or 0

    @staticmethod
    def summary(text: str) -> str:
        return text.splitlines()[0][:10]
