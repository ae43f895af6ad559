from pydantic import BaseModel


class RegionResponse(BaseModel):
    id: int
    city_province: str
    city_county: str


class ProvinceSummary(BaseModel):
    name: str
    county_count: int
    spot_count: int


class SpotCount(BaseModel):
    city_county: str
    spot_count: int
