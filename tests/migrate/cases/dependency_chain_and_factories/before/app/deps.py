from typing import Annotated

from fastapi import Depends, Header, HTTPException
from sqlmodel import Session, select

from app.db import User, get_session

SessionDep = Annotated[Session, Depends(get_session)]


def get_token(authorization: Annotated[str, Header()]) -> str:
    return authorization.removeprefix("Bearer ")


def get_current_user(session: SessionDep, token: Annotated[str, Depends(get_token)]) -> User:
    user = session.exec(select(User).where(User.name == token)).first()
    if user is None:
        raise HTTPException(401, "누구세요?")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


def require(role: str):
    """권한 검사 의존성을 만들어 준다."""

    def check(user: CurrentUser) -> User:
        if user.role != role:
            raise HTTPException(403, f"{role} 권한이 필요합니다")
        return user

    return check


def load(model):
    def dependency(pk: int, session: SessionDep):
        row = session.get(model, pk)
        if row is None:
            raise HTTPException(404)
        return row

    return dependency
