from datetime import datetime

from pydantic import BaseModel, Field

from travel.schemas.member import MemberBrief
from travel.schemas.region import RegionResponse


class SpotCreate(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    address: str = Field(max_length=255)
    description: str | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    city_province: str
    city_county: str
    tags: list[str] = []


class TagsRequest(BaseModel):
    tags: list[str]


class SpotBrief(BaseModel):
    id: int
    name: str
    address: str
    division: RegionResponse


class SpotSummary(SpotBrief):
    view_count: int
    tag_names: list[str]


class SpotDetail(SpotSummary):
    description: str | None
    latitude: float | None
    longitude: float | None
    member: MemberBrief | None
    created_at: datetime
