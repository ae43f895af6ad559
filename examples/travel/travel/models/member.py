from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from sqlmodel import Field, Relationship, UniqueConstraint

from travel.models.common import TimestampMixin

if TYPE_CHECKING:
    from travel.models.plan import Plan
    from travel.models.spot import Spot


class OauthProvider(str, Enum):
    KAKAO = "kakao"
    NAVER = "naver"
    GOOGLE = "google"


class Member(TimestampMixin, table=True):
    # 같은 이메일이라도 소셜 로그인 제공자가 다르면 다른 회원이다
    __table_args__ = (UniqueConstraint("email", "oauth", name="uq_member_email_oauth"),)

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=191, index=True)
    oauth: OauthProvider
    nickname: str = Field(max_length=30, unique=True)
    profile_image_url: str | None = Field(default=None, max_length=500)
    access_token: str | None = Field(default=None, max_length=128, index=True)
    refresh_token: str | None = Field(default=None, max_length=128, index=True)
    token_expired_at: datetime | None = None

    plans: list["Plan"] = Relationship(
        back_populates="member",
        sa_relationship_kwargs={"cascade": "all, delete-orphan"},
    )
    # 회원이 탈퇴해도 등록한 여행지는 남는다 (member_id 가 NULL 이 됨)
    spots: list["Spot"] = Relationship(back_populates="member")

    def __repr__(self) -> str:
        return f"<Member {self.email} ({self.oauth.value})>"
