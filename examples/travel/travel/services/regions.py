from functools import lru_cache

from aiolift import AsyncSession
from travel.exceptions import RegionNotFoundError
from travel.models import AdministrativeDivision
from travel.repositories import regions as region_repository
from travel.schemas.region import ProvinceSummary, SpotCount

SHORT_NAMES = {
    "강원": "강원특별자치도",
    "강원도": "강원특별자치도",
    "경기": "경기도",
    "경남": "경상남도",
    "경북": "경상북도",
    "광주": "광주광역시",
    "대구": "대구광역시",
    "대전": "대전광역시",
    "부산": "부산광역시",
    "서울": "서울특별시",
    "세종": "세종특별자치시",
    "울산": "울산광역시",
    "인천": "인천광역시",
    "전남": "전라남도",
    "전북": "전북특별자치도",
    "제주": "제주특별자치도",
    "제주도": "제주특별자치도",
    "충남": "충청남도",
    "충북": "충청북도",
}


@lru_cache(maxsize=128)
def normalize_province(name: str) -> str:
    """'서울', '서울시' 처럼 줄인 이름을 정식 이름으로."""
    name = name.strip()
    return SHORT_NAMES.get(name) or SHORT_NAMES.get(name.removesuffix("시")) or name


async def get_province_summaries(session: AsyncSession) -> list[ProvinceSummary]:
    return [
        ProvinceSummary(
            name=province,
            county_count=await region_repository.count_counties(session, province),
            spot_count=await region_repository.count_spots(session, province),
        )
        for province in await region_repository.get_provinces(session)
    ]


async def get_counties(session: AsyncSession, province: str) -> list[AdministrativeDivision]:
    divisions = await region_repository.get_divisions(session, normalize_province(province))
    if not divisions:
        raise RegionNotFoundError
    return divisions


async def get_spot_counts(session: AsyncSession, province: str) -> list[SpotCount]:
    counts = await region_repository.count_spots_by_county(session, normalize_province(province))
    if not counts:
        raise RegionNotFoundError
    return [SpotCount(city_county=county, spot_count=count) for county, count in counts.items()]


async def get_division_or_raise(
    session: AsyncSession, province: str, county: str | None = None
) -> AdministrativeDivision:
    """county 가 없으면 시/도 전체를 나타내는 행을 찾는다."""
    province = normalize_province(province)
    division = await region_repository.get_division(session, province, county or province)
    if division is None:
        raise RegionNotFoundError
    return division
