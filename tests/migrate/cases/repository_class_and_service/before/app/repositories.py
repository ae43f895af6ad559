from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .models import PointLog, User


class UserRepository:
    def __init__(self, session: Session):
        self.session = session

    def get(self, user_id: int) -> Optional[User]:
        return self.session.get(User, user_id)

    def get_by_name(self, name: str) -> Optional[User]:
        return self.session.scalars(select(User).where(User.name == name)).first()

    def add(self, user: User) -> User:
        self.session.add(user)
        self.session.flush()
        return user


class PointLogRepository:
    def __init__(self, session: Session):
        self.session = session

    def add(self, user_id: int, amount: int) -> None:
        self.session.add(PointLog(user_id=user_id, amount=amount))

    def total(self, user_id: int) -> int:
        query = select(func.coalesce(func.sum(PointLog.amount), 0)).where(PointLog.user_id == user_id)
        return self.session.execute(query).scalar_one()
