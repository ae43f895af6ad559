from pydantic import BaseModel, field_validator
from sqlmodel import Session, select

from app.db import Member, sync_engine


class SignUp(BaseModel):
    email: str

    @field_validator("email")
    @classmethod
    def email_is_free(cls, value: str) -> str:
        value = value.lower()
        with Session(sync_engine) as session:
            if session.exec(select(Member).where(Member.email == value)).first():
                raise ValueError("이미 가입한 메일입니다")
        return value
