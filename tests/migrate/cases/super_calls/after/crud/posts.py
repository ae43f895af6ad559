from sqlmodel.ext.asyncio.session import AsyncSession

from crud.base import CRUDBase
from crud.models import AuditLog, Post


class AuditMixin:
    async def create(self, db: AsyncSession, *, obj_in: dict):
        created = await super().create(db, obj_in=obj_in)
        db.add(AuditLog(action=f"create {created.id}"))
        await db.commit()
        return created


class CRUDPost(AuditMixin, CRUDBase[Post]):
    def clean(self, obj_in: dict) -> dict:
        cleaned = super().clean(obj_in)
        cleaned["title"] = cleaned["title"].strip()
        return cleaned

    async def get_multi(self, db: AsyncSession) -> list[Post]:
        # 지운 글은 숨긴다
        return [post for post in await super().get_multi(db) if not post.deleted]

    async def remove(self, db: AsyncSession, *, id: int, hard: bool = False) -> Post:
        if hard:
            return await super(CRUDPost, self).remove(db, id=id)
        post = await db.get(Post, id)
        post.deleted = True
        db.add(post)
        await db.commit()
        return post


post = CRUDPost(Post)
