from typing import Generic, Type, TypeVar

from sqlmodel import Session, SQLModel, select

ModelT = TypeVar("ModelT", bound=SQLModel)


class CRUDBase(Generic[ModelT]):
    def __init__(self, model: Type[ModelT]):
        self.model = model

    def create(self, db: Session, *, obj_in: dict) -> ModelT:
        obj = self.model(**self.clean(obj_in))
        db.add(obj)
        db.commit()
        db.refresh(obj)
        return obj

    def clean(self, obj_in: dict) -> dict:
        return {k: v for k, v in obj_in.items() if v is not None}

    def get_multi(self, db: Session) -> list[ModelT]:
        return list(db.exec(select(self.model)).all())

    def remove(self, db: Session, *, id: int) -> ModelT:
        obj = db.get(self.model, id)
        db.delete(obj)
        db.commit()
        return obj
