from fastapi import Depends, FastAPI
from sqlalchemy import String, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("sqlite:///jobs.db")
SessionLocal = sessionmaker(bind=engine)


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="new")
    attempts: Mapped[int] = mapped_column(default=0)


app = FastAPI()


def get_db():
    with SessionLocal() as db:
        yield db


def finish(job_id: int) -> None:
    """작업은 자기 세션에서 끝난다."""
    with SessionLocal() as own:
        job = own.get(Job, job_id)
        job.state = "done"
        own.commit()


def run(db: Session, job_id: int) -> str:
    job = db.get(Job, job_id)
    job.attempts += 1
    db.commit()
    finish(job_id)
    db.commit()
    return job.state


def run_and_read(db: Session, job: Job) -> str:
    """커밋 뒤에 다른 세션이 바꾼다."""
    job_id = job.id
    db.commit()
    finish(job_id)
    return job.state


def start_over(db: Session, job: Job, before=None) -> int:
    if before is not None:
        db.rollback()
        before()
    job.attempts += 1
    db.commit()
    return job.attempts


def wait(db: Session, job: Job, rounds: int = 5) -> int:
    """다른 세션이 끝낼 때까지 기다린다."""
    waited = 0
    while job.state != "done" and waited < rounds:
        waited += 1
        if waited == 2:
            finish(job.id)
        db.commit()
    return waited


def count_new(db: Session) -> list[int]:
    """한 세션으로 계속 묻는다."""
    counts = []
    while len(counts) < 2:
        jobs = db.query(Job).order_by(Job.id).all()
        counts.append(sum(job.state == "new" for job in jobs))
        for job in jobs:
            finish(job.id)
        db.commit()
    return counts


@app.post("/jobs/{job_id}/retry")
def retry(job_id: int, db: Session = Depends(get_db)):
    job = db.get(Job, job_id)
    db.execute(text("UPDATE jobs SET attempts = attempts + 1, state = 'new' WHERE id = :id"), {"id": job.id})
    db.commit()
    return {"state": job.state, "attempts": job.attempts}


@app.get("/jobs")
def ids(db: Session = Depends(get_db)):
    return list(db.scalars(select(Job.id).order_by(Job.id)))


@app.delete("/jobs/{job_id}", status_code=204)
def drop(job_id: int, db: Session = Depends(get_db)):
    db.delete(db.get(Job, job_id))
    db.commit()
