from sqlmodel import Session

from crud.base import CRUDBase
from crud.models import AuditLog, Post


class AuditMixin:
    def create(self, db: Session, *, obj_in: dict):
        created = super().create(db, obj_in=obj_in)
        db.add(AuditLog(action=f"create {created.id}"))
        db.commit()
        return created


class CRUDPost(AuditMixin, CRUDBase[Post]):
    def clean(self, obj_in: dict) -> dict:
        cleaned = super().clean(obj_in)
        cleaned["title"] = cleaned["title"].strip()
        return cleaned

    def get_multi(self, db: Session) -> list[Post]:
        # 지운 글은 숨긴다
        return [post for post in super().get_multi(db) if not post.deleted]

    def remove(self, db: Session, *, id: int, hard: bool = False) -> Post:
        if hard:
            return super(CRUDPost, self).remove(db, id=id)
        post = db.get(Post, id)
        post.deleted = True
        db.add(post)
        db.commit()
        return post


post = CRUDPost(Post)
