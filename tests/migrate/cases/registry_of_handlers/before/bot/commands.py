from functools import singledispatch

from sqlalchemy import Column, Integer, String, select
from sqlalchemy.orm import Session, declarative_base

from bot.registry import COMMANDS, command

Base = declarative_base()


class Memo(Base):
    __tablename__ = "memos"
    id = Column(Integer, primary_key=True)
    text = Column(String(100))


@command("적어")
def write(session: Session, argument: str) -> str:
    memo = Memo(text=argument)
    session.add(memo)
    session.commit()
    return f"{memo.id}번"


@command("보여줘")
def show(session: Session, argument: str) -> str:
    return ", ".join(session.scalars(select(Memo.text).order_by(Memo.id)))


@command("도움말")
def help_(session: Session, argument: str) -> str:
    # 데이터베이스를 쓰지 않지만 같은 자리에서 불린다
    return " ".join(COMMANDS)


@singledispatch
def find(key, session: Session):
    return None


@find.register
def _(key: int, session: Session):
    return session.get(Memo, key)


@find.register(str)
def find_by_text(key, session: Session):
    return session.scalars(select(Memo).where(Memo.text == key)).first()


def find_first(keys, session: Session):
    return find(keys[0], session)


find.register(list, find_first)


class Desk:
    def __init__(self, session: Session):
        self.session = session

    def on_count(self) -> int:
        return len(self.session.scalars(select(Memo.id)).all())

    def on_first(self) -> str:
        return self.session.scalars(select(Memo.text).order_by(Memo.id)).first()

    def handle(self, event: str):
        method = getattr(self, f"on_{event}", None)
        return method() if method else None


class Blank:
    def __init__(self, session: Session):
        self.text = ""


#: 무엇을 새로 만드는가
MAKERS = {
    "첫째": lambda session: session.scalars(select(Memo).order_by(Memo.id)).first(),
    "빈": Blank,
    "없음": lambda session: None,
}


def make(session: Session, kind: str):
    return MAKERS[kind](session)
