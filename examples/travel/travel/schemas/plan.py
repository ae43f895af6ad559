from datetime import date, datetime

from pydantic import BaseModel, Field, model_validator

from travel.schemas.checklist import ChecklistResponse
from travel.schemas.member import MemberBrief
from travel.schemas.region import RegionResponse
from travel.schemas.spot import SpotBrief


class PlanSpotCreate(BaseModel):
    spot_id: int
    day: int = Field(default=1, ge=1)
    memo: str | None = Field(default=None, max_length=500)


class PlanCreate(BaseModel):
    title: str = Field(min_length=1, max_length=100)
    start_date: date
    end_date: date
    city_province: str | None = None
    city_county: str | None = None
    spots: list[PlanSpotCreate] = []
    checklists: list[str] = []

    @model_validator(mode="after")
    def check_dates(self):
        if self.end_date < self.start_date:
            raise ValueError("종료일이 시작일보다 빠릅니다.")
        return self


class PlanUpdate(BaseModel):
    title: str | None = Field(default=None, min_length=1, max_length=100)
    is_public: bool | None = None


class PlanOrderRequest(BaseModel):
    day: int = Field(ge=1)
    plan_spot_ids: list[int]


class PlanCopyRequest(BaseModel):
    start_date: date | None = None


class PlanSpotResponse(BaseModel):
    id: int
    day: int
    order_no: int
    memo: str | None
    spot: SpotBrief


class PlanSummary(BaseModel):
    id: int
    title: str
    start_date: date
    end_date: date
    days: int
    is_public: bool
    division: RegionResponse | None


class PlanDetail(PlanSummary):
    member: MemberBrief
    plan_spots: list[PlanSpotResponse]
    checklists: list[ChecklistResponse]
    created_at: datetime


class ShareResponse(BaseModel):
    share_code: str
