from functools import singledispatch
from inspect import isawaitable

from sqlalchemy import Column, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import declarative_base

from bot.registry import COMMANDS, command

Base = declarative_base()


class Memo(Base):
    __tablename__ = "memos"
    id = Column(Integer, primary_key=True)
    text = Column(String(100))


@command("적어")
async def write(session: AsyncSession, argument: str) -> str:
    memo = Memo(text=argument)
    session.add(memo)
    await session.commit()
    return f"{memo.id}번"


@command("보여줘")
async def show(session: AsyncSession, argument: str) -> str:
    return ", ".join(await session.scalars(select(Memo.text).order_by(Memo.id)))


@command("도움말")
async def help_(session: AsyncSession, argument: str) -> str:
    # 데이터베이스를 쓰지 않지만 같은 자리에서 불린다
    return " ".join(COMMANDS)


@singledispatch
async def find(key, session: AsyncSession):
    return None


@find.register
async def _(key: int, session: AsyncSession):
    return await session.get(Memo, key)


@find.register(str)
async def find_by_text(key, session: AsyncSession):
    return (await session.scalars(select(Memo).where(Memo.text == key))).first()


async def find_first(keys, session: AsyncSession):
    return await find(keys[0], session)


find.register(list, find_first)


class Desk:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def on_count(self) -> int:
        return len((await self.session.scalars(select(Memo.id))).all())

    async def on_first(self) -> str:
        return (await self.session.scalars(select(Memo.text).order_by(Memo.id))).first()

    async def handle(self, event: str):
        method = getattr(self, f"on_{event}", None)
        return await method() if method else None


class Blank:
    def __init__(self, session: AsyncSession):
        self.text = ""


async def _없음(session):
    return None


async def _첫째(session):
    return (await session.scalars(select(Memo).order_by(Memo.id))).first()


#: 무엇을 새로 만드는가
MAKERS = {
    "첫째": _첫째,
    "빈": Blank,
    "없음": _없음,
}


async def make(session: AsyncSession, kind: str):
    return (await given if isawaitable(given := MAKERS[kind](session)) else given)
