import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from school import Base, Course, SessionLocal, Student, Teacher, class_list, teaching_load, timetable


@pytest.fixture
async def db():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    db = SessionLocal(bind=engine)
    park = Teacher(name="박선생")
    math = Course(title="수학", teacher=park)
    music = Course(title="음악", teacher=park)
    db.add(Student(name="영희", courses=[math, music]))
    db.add(Student(name="민수", courses=[math]))
    db.add(Teacher(name="최선생"))
    await db.commit()
    db.expunge_all()
    yield db
    await db.close()


async def test_class_list(db):
    assert await class_list(db, "수학") == ["민수", "영희"]
    assert await class_list(db, "음악") == ["영희"]


async def test_timetable(db):
    assert await timetable(db, "영희") == [("수학", "박선생"), ("음악", "박선생")]
    assert await timetable(db, "없는 학생") == []


async def test_teaching_load(db):
    assert await teaching_load(db) == {"박선생": 2, "최선생": 0}
