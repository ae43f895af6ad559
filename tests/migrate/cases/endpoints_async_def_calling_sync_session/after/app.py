from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
Session_ = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Memo(Base):
    __tablename__ = "memo"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


async def get_db():
    async with Session_() as db:
        yield db


async def newest(db: AsyncSession):
    return (await db.scalars(select(Memo).order_by(Memo.id.desc()))).first()


async def parse(text: str) -> str:
    return text.strip()


app = FastAPI()


@app.post("/memos")
async def write(text: str, db: AsyncSession = Depends(get_db)):
    # async def인데 안에서는 동기 세션을 쓴다 (이벤트 루프가 멈춘다)
    memo = Memo(text=await parse(text))
    db.add(memo)
    await db.commit()
    await db.refresh(memo)
    return {"id": memo.id, "text": memo.text}


@app.get("/memos/newest")
async def read_newest(db: AsyncSession = Depends(get_db)):
    memo = await newest(db)
    return memo.text if memo else None


@app.get("/memos")
async def read_all(db: AsyncSession = Depends(get_db)):
    return [memo.text for memo in await db.scalars(select(Memo))]
