from fastapi import Depends, FastAPI, Header, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine, select
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Account(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    token: str
    name: str


def get_session():
    with Session(engine) as session:
        yield session


class CurrentAccount:
    def __init__(self, x_token: str = Header(), session: Session = Depends(get_session)):
        account = session.exec(select(Account).where(Account.token == x_token)).first()
        if account is None:
            raise HTTPException(401, "로그인이 필요합니다")
        self.session = session
        self.account = account

    def rename(self, name: str) -> None:
        self.account.name = name
        self.session.add(self.account)
        self.session.commit()


app = FastAPI()


@app.get("/me")
def me(current: CurrentAccount = Depends()):
    return {"name": current.account.name}


@app.put("/me")
def rename(name: str, current: CurrentAccount = Depends(CurrentAccount)):
    current.rename(name)
