from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.orm import backref, declarative_base, relationship, sessionmaker

engine = create_engine("sqlite:///school.db")
SessionLocal = sessionmaker(bind=engine)
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


def class_list(db, title):
    course = db.query(Course).filter_by(title=title).one()
    return [student.name for student in course.students]


def timetable(db, student_name):
    student = db.query(Student).filter(Student.name == student_name).first()
    if not student:
        return []
    return sorted((c.title, c.teacher.name) for c in student.courses)


def teaching_load(db):
    return {t.name: len(t.courses) for t in db.query(Teacher).all()}
