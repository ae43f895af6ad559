from sqlalchemy import Column, Integer, String, select
from sqlalchemy.orm import Session, declarative_base


class ActiveRecord:
    """장고처럼 모델이 스스로 저장한다."""

    @classmethod
    def find(cls, db: Session, pk: int):
        return db.get(cls, pk)

    @classmethod
    def create(cls, db: Session, **values):
        return cls(**values).save(db)

    def save(self, db: Session):
        db.add(self)
        db.commit()
        db.refresh(self)
        return self

    def delete(self, db: Session) -> None:
        db.delete(self)
        db.commit()

    @staticmethod
    def slug(text: str) -> str:
        return text.strip().replace(" ", "-")


Base = declarative_base(cls=ActiveRecord)


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    name = Column(String(30))
    stock = Column(Integer, default=0)

    @staticmethod
    def names(db: Session) -> list[str]:
        return [row.name for row in db.execute(select(Product.name).order_by(Product.name))]

    def restock(self, db: Session, count: int) -> "Product":
        self.stock = (self.stock or 0) + count
        return self.save(db)
