from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Query, Response

from travel.dependencies import CurrentMember, Pagination, ReadSessionDep, SessionDep
from travel.repositories import spots as spot_repository
from travel.schemas.common import Page
from travel.schemas.spot import SpotBrief, SpotCreate, SpotDetail, SpotSummary, TagsRequest
from travel.services import spots as spot_service
from travel.tasks import record_spot_view

router = APIRouter(prefix="/spots", tags=["spots"])


@router.get("", response_model=Page[SpotSummary])
async def search_spots(
    session: ReadSessionDep,
    pagination: Annotated[Pagination, Depends()],
    province: str | None = None,
    county: str | None = None,
    keyword: Annotated[str | None, Query(min_length=1)] = None,
    tag: str | None = None,
):
    spots, total = await spot_service.search(
        session, province, county, keyword, tag, offset=pagination.offset, limit=pagination.size
    )
    return pagination.result(spots, total)


@router.get("/popular", response_model=list[SpotSummary])
async def get_popular_spots(session: ReadSessionDep, limit: Annotated[int, Query(ge=1, le=50)] = 10):
    return await spot_repository.get_popular_spots(session, limit)


@router.get("/batch", response_model=list[SpotSummary])
async def get_spots(session: ReadSessionDep, ids: Annotated[list[int], Query(max_length=100)]):
    """여러 개를 한꺼번에. 없는 id 는 빠진다."""
    return await spot_repository.get_spots_by_ids(session, ids)


@router.get("/tags")
async def get_tags(session: ReadSessionDep) -> dict[str, int]:
    return dict(await spot_repository.get_tag_counts(session))


@router.get("/recommend", response_model=dict[str, list[SpotBrief]])
async def recommend(member: CurrentMember, session: SessionDep):
    return await spot_service.recommend(session, member)


@router.get("/export")
async def export_spots(session: ReadSessionDep, province: str | None = None):
    return Response(
        await spot_service.export_csv(session, province),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="spots.csv"'},
    )


@router.post("", response_model=SpotDetail, status_code=201)
async def create_spot(data: SpotCreate, member: CurrentMember, session: SessionDep):
    return await spot_service.create_spot(session, member, data)


@router.get("/{spot_id}", response_model=SpotDetail)
async def get_spot(spot_id: int, background_tasks: BackgroundTasks, session: ReadSessionDep):
    spot = await spot_repository.get_spot(session, spot_id)
    if spot is None:
        raise HTTPException(status_code=404, detail="없는 여행지입니다.")
    background_tasks.add_task(record_spot_view, spot_id)
    return spot


@router.put("/{spot_id}/tags", response_model=SpotSummary)
async def change_tags(spot_id: int, request: TagsRequest, member: CurrentMember, session: SessionDep):
    return await spot_service.change_tags(session, member, spot_id, request.tags)


@router.delete("/{spot_id}", status_code=204)
async def remove_spot(spot_id: int, member: CurrentMember, session: SessionDep):
    await spot_service.remove_spot(session, member, spot_id)
