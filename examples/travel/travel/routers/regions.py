from fastapi import APIRouter

from travel.dependencies import ReadSessionDep
from travel.schemas.region import ProvinceSummary, RegionResponse, SpotCount
from travel.services import regions as region_service

router = APIRouter(prefix="/regions", tags=["regions"])


@router.get("", response_model=list[ProvinceSummary])
async def get_provinces(session: ReadSessionDep):
    return await region_service.get_province_summaries(session)


@router.get("/{province}", response_model=list[RegionResponse])
async def get_counties(province: str, session: ReadSessionDep):
    return await region_service.get_counties(session, province)


@router.get("/{province}/spot-counts", response_model=list[SpotCount])
async def get_spot_counts(province: str, session: ReadSessionDep):
    return await region_service.get_spot_counts(session, province)
