"""두 파일을 동시에 읽어 들인다."""
import threading

from sqlalchemy import Column, Integer, String, create_engine, func, select
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("sqlite:///import.db", connect_args={"timeout": 30})
SessionLocal = sessionmaker(engine)
progress = []


class Line(Base):
    __tablename__ = "lines"
    id = Column(Integer, primary_key=True)
    text = Column(String(100))


def import_lines(lines, label=""):
    with SessionLocal() as session:
        for line in lines:
            session.add(Line(text=label + line))
        session.commit()


def report(done):
    progress.append(done)


def import_both(first, second):
    thread = threading.Thread(target=import_lines, args=(first,), kwargs={"label": "a:"})
    thread.start()
    import_lines(second)
    thread.join()
    reporter = threading.Thread(target=report, args=("both",))
    reporter.start()
    reporter.join()
    with SessionLocal() as session:
        return session.scalar(select(func.count(Line.id)))
