from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Account(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    token: str
    name: str


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


class CurrentAccount:
    @classmethod
    async def create(cls, x_token: str = Header(), session: AsyncSession = Depends(get_session)):
        self = cls.__new__(cls)
        account = (await session.exec(select(Account).where(Account.token == x_token))).first()
        if account is None:
            raise HTTPException(401, "로그인이 필요합니다")
        self.session = session
        self.account = account
        return self

    async def rename(self, name: str) -> None:
        self.account.name = name
        self.session.add(self.account)
        await self.session.commit()


app = FastAPI()


@app.get("/me")
def me(current: CurrentAccount = Depends(CurrentAccount.create)):
    return {"name": current.account.name}


@app.put("/me")
async def rename(name: str, current: CurrentAccount = Depends(CurrentAccount.create)):
    await current.rename(name)
