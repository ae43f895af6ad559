from datetime import datetime

from pydantic import BaseModel, EmailStr, Field, field_validator

from travel.models import OauthProvider


class SignUpRequest(BaseModel):
    email: EmailStr
    oauth: OauthProvider
    oauth_token: str
    nickname: str = Field(min_length=2, max_length=30)
    profile_image_url: str | None = None

    @field_validator("nickname")
    @classmethod
    def strip_nickname(cls, value: str) -> str:
        value = value.strip()
        if len(value) < 2:
            raise ValueError("닉네임은 두 글자 이상이어야 합니다.")
        return value


class LoginRequest(BaseModel):
    oauth: OauthProvider
    oauth_token: str


class RefreshRequest(BaseModel):
    refresh_token: str


class NicknameRequest(BaseModel):
    nickname: str = Field(min_length=2, max_length=30)


class TokenResponse(BaseModel):
    member_id: int
    access_token: str
    refresh_token: str
    token_type: str = "bearer"


class MemberBrief(BaseModel):
    id: int
    nickname: str
    profile_image_url: str | None


class MemberResponse(MemberBrief):
    email: str
    oauth: OauthProvider
    created_at: datetime


class MemberStats(BaseModel):
    plan_count: int
    spot_count: int
    visited_provinces: list[str]


class ExistsResponse(BaseModel):
    exists: bool
