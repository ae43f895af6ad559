from sqlmodel import Field, Session, SQLModel, func, select


class Entry(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner: str
    sku: str


class Basket:
    def __init__(self, session: Session, owner: str):
        self.session = session
        self.owner = owner

    def add(self, sku: str) -> None:
        self.session.add(Entry(owner=self.owner, sku=sku))
        self.session.commit()

    def skus(self) -> list[str]:
        return list(self.session.exec(select(Entry.sku).where(Entry.owner == self.owner)).all())

    def __len__(self) -> int:
        return self.session.exec(select(func.count()).select_from(Entry).where(Entry.owner == self.owner)).one()

    def __contains__(self, sku: str) -> bool:
        query = select(Entry).where(Entry.owner == self.owner, Entry.sku == sku)
        return self.session.exec(query).first() is not None

    def __str__(self) -> str:
        return f"{self.owner}의 장바구니"


def badge(basket: Basket) -> str:
    return f"{len(basket)}개" if "선물" not in basket else "선물 포함"
