from typing import Generic, Type, TypeVar

from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

ModelT = TypeVar("ModelT", bound=SQLModel)


class CRUDBase(Generic[ModelT]):
    def __init__(self, model: Type[ModelT]):
        self.model = model

    async def create(self, db: AsyncSession, *, obj_in: dict) -> ModelT:
        obj = self.model(**self.clean(obj_in))
        db.add(obj)
        await db.commit()
        await db.refresh(obj)
        return obj

    def clean(self, obj_in: dict) -> dict:
        return {k: v for k, v in obj_in.items() if v is not None}

    async def get_multi(self, db: AsyncSession) -> list[ModelT]:
        return list((await db.exec(select(self.model))).all())

    async def remove(self, db: AsyncSession, *, id: int) -> ModelT:
        obj = await db.get(self.model, id)
        await db.delete(obj)
        await db.commit()
        return obj
