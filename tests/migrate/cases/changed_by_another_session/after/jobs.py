from fastapi import Depends, FastAPI
from sqlalchemy import String, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///jobs.db")
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="new")
    attempts: Mapped[int] = mapped_column(default=0)


app = FastAPI()


async def get_db():
    async with SessionLocal() as db:
        yield db


async def finish(job_id: int) -> None:
    """작업은 자기 세션에서 끝난다."""
    async with SessionLocal() as own:
        job = await own.get(Job, job_id)
        job.state = "done"
        await own.commit()


async def run(db: AsyncSession, job_id: int) -> str:
    job = await db.get(Job, job_id)
    job.attempts += 1
    await db.commit()
    await finish(job_id)
    await db.commit()
    await db.refresh(job)
    return job.state


async def run_and_read(db: AsyncSession, job: Job) -> str:
    """커밋 뒤에 다른 세션이 바꾼다."""
    job_id = job.id
    await db.commit()
    await finish(job_id)
    await db.refresh(job)
    return job.state


async def start_over(db: AsyncSession, job: Job, before=None) -> int:
    if before is not None:
        await db.rollback()
        await before()
        await db.refresh(job)
    job.attempts += 1
    await db.commit()
    await db.refresh(job)
    return job.attempts


async def wait(db: AsyncSession, job: Job, rounds: int = 5) -> int:
    """다른 세션이 끝낼 때까지 기다린다."""
    waited = 0
    while job.state != "done" and waited < rounds:
        waited += 1
        if waited == 2:
            await finish(job.id)
        await db.commit()
        await db.refresh(job)
    return waited


async def count_new(db: AsyncSession) -> list[int]:
    """한 세션으로 계속 묻는다."""
    counts = []
    while len(counts) < 2:
        jobs = (await db.scalars(select(Job).execution_options(populate_existing=True).order_by(Job.id))).all()
        counts.append(sum(job.state == "new" for job in jobs))
        for job in jobs:
            await finish(job.id)
        await db.commit()
    return counts


@app.post("/jobs/{job_id}/retry")
async def retry(job_id: int, db: AsyncSession = Depends(get_db)):
    job = await db.get(Job, job_id)
    await db.execute(text("UPDATE jobs SET attempts = attempts + 1, state = 'new' WHERE id = :id"), {"id": job.id})
    await db.commit()
    await db.refresh(job)
    return {"state": job.state, "attempts": job.attempts}


@app.get("/jobs")
async def ids(db: AsyncSession = Depends(get_db)):
    return list(await db.scalars(select(Job.id).order_by(Job.id)))


@app.delete("/jobs/{job_id}", status_code=204)
async def drop(job_id: int, db: AsyncSession = Depends(get_db)):
    await db.delete(await db.get(Job, job_id))
    await db.commit()
