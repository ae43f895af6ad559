import pytest
from sqlalchemy import create_engine

from school import Base, Course, SessionLocal, Student, Teacher, class_list, teaching_load, timetable


@pytest.fixture
def db():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    db = SessionLocal(bind=engine)
    park = Teacher(name="박선생")
    math = Course(title="수학", teacher=park)
    music = Course(title="음악", teacher=park)
    db.add(Student(name="영희", courses=[math, music]))
    db.add(Student(name="민수", courses=[math]))
    db.add(Teacher(name="최선생"))
    db.commit()
    db.expunge_all()
    yield db
    db.close()


def test_class_list(db):
    assert class_list(db, "수학") == ["민수", "영희"]
    assert class_list(db, "음악") == ["영희"]


def test_timetable(db):
    assert timetable(db, "영희") == [("수학", "박선생"), ("음악", "박선생")]
    assert timetable(db, "없는 학생") == []


def test_teaching_load(db):
    assert teaching_load(db) == {"박선생": 2, "최선생": 0}
