from datetime import date

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from diary.models import Base
from diary.service import DiaryService, EntryExists

NEW_YEAR = date(2025, 1, 1)


class TestDiary:
    def setup_method(self):
        self.engine = create_engine("sqlite://")
        Base.metadata.create_all(self.engine)
        self.session = Session(self.engine)
        self.diary = DiaryService(self.session)

    def teardown_method(self):
        self.session.close()
        self.engine.dispose()

    def test_write_and_read(self):
        entry = self.diary.write(NEW_YEAR, "새해 첫날")
        assert entry.id == 1
        assert self.diary.read(NEW_YEAR) == "새해 첫날"

    def test_one_a_day(self):
        self.diary.write(NEW_YEAR, "하나")
        with pytest.raises(EntryExists):
            self.diary.write(NEW_YEAR, "둘")
        assert self.diary.count() == 1

    def test_read_nothing(self):
        assert self.diary.read(NEW_YEAR) is None
        assert not self.diary.count()

    def test_summary(self):
        assert DiaryService.summary("첫 줄\n둘째 줄") == "첫 줄"


def write_many(diary, *texts):
    return [diary.write(date(2025, 2, n), text) for n, text in enumerate(texts, start=1)]


def test_many():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        diary = DiaryService(session)
        entries = write_many(diary, "눈", "비", "맑음")
        assert [entry.text for entry in entries] == ["눈", "비", "맑음"]
        assert max(diary.count(), len(entries)) == 3
