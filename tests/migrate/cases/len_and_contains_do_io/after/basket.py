from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Entry(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner: str
    sku: str


class Basket:
    def __init__(self, session: AsyncSession, owner: str):
        self.session = session
        self.owner = owner

    async def add(self, sku: str) -> None:
        self.session.add(Entry(owner=self.owner, sku=sku))
        await self.session.commit()

    async def skus(self) -> list[str]:
        return list((await self.session.exec(select(Entry.sku).where(Entry.owner == self.owner))).all())

    # aiolift: AL903 special method with I/O: give it an async method with a name of its own
    def __len__(self) -> int:
        return self.session.exec(select(func.count()).select_from(Entry).where(Entry.owner == self.owner)).one()

    # aiolift: AL903 special method with I/O: give it an async method with a name of its own
    def __contains__(self, sku: str) -> bool:
        query = select(Entry).where(Entry.owner == self.owner, Entry.sku == sku)
        return self.session.exec(query).first() is not None

    def __str__(self) -> str:
        return f"{self.owner}의 장바구니"


def badge(basket: Basket) -> str:
    return f"{len(basket)}개" if "선물" not in basket else "선물 포함"
