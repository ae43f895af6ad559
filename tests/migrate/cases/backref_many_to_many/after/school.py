from sqlalchemy import Column, ForeignKey, Integer, String, Table, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import backref, declarative_base, relationship, selectinload

engine = create_async_engine("sqlite+aiosqlite:///school.db")
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()

enrollments = Table(
    "enrollments",
    Base.metadata,
    Column("student_id", Integer, ForeignKey("students.id")),
    Column("course_id", Integer, ForeignKey("courses.id")),
)


class Teacher(Base):
    __tablename__ = "teachers"
    id = Column(Integer, primary_key=True)
    name = Column(String)


class Student(Base):
    __tablename__ = "students"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    courses = relationship("Course", secondary=enrollments, backref=backref("students", order_by="Student.name"))


class Course(Base):
    __tablename__ = "courses"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    teacher_id = Column(Integer, ForeignKey("teachers.id"))
    teacher = relationship("Teacher", backref="courses")


async def class_list(db, title):
    course = (await db.scalars(select(Course).options(selectinload(Course.students)).filter_by(title=title))).one()
    return [student.name for student in course.students]


async def timetable(db, student_name):
    student = (await db.scalars(select(Student).options(selectinload(Student.courses).selectinload(Course.teacher)).filter(Student.name == student_name).limit(1))).first()
    if not student:
        return []
    return sorted((c.title, c.teacher.name) for c in student.courses)


async def teaching_load(db):
    return {t.name: len(t.courses) for t in (await db.scalars(select(Teacher).options(selectinload(Teacher.courses)))).all()}
