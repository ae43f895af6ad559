from sqlmodel import Field, Session, SQLModel, create_engine

from app.config import settings

engine = create_engine(settings.database_url, echo=settings.echo)


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def add(name: str) -> int:
    with Session(engine) as session:
        product = Product(name=name)
        session.add(product)
        session.commit()
        session.refresh(product)
        return product.id
