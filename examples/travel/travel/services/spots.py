import csv
import io
from typing import TextIO

from aiolift import AsyncSession
from travel.exceptions import PermissionDeniedError, SpotInUseError, SpotNotFoundError
from travel.models import Member, Spot, SpotTag
from travel.repositories import spots as spot_repository
from travel.repositories.plans import PlanRepository
from travel.schemas.spot import SpotCreate
from travel.services.regions import get_division_or_raise, normalize_province

CSV_HEADER = ["id", "name", "city_province", "city_county", "address", "tags", "view_count"]


def clean_tags(tags: list[str]) -> list[str]:
    """공백과 # 을 떼고, 순서를 지키면서 중복을 없앤다."""
    names = [tag.strip().lstrip("#").lower() for tag in tags]
    return list(dict.fromkeys(name for name in names if name))


async def get_spot_or_raise(session: AsyncSession, spot_id: int) -> Spot:
    spot = await spot_repository.get_spot(session, spot_id)
    if not spot:
        raise SpotNotFoundError
    return spot


async def create_spot(session: AsyncSession, member: Member, data: SpotCreate) -> Spot:
    division = await get_division_or_raise(session, data.city_province, data.city_county)
    spot = Spot(
        **data.model_dump(exclude={"city_province", "city_county", "tags"}),
        division_id=division.id,
        member_id=member.id,
        tags=[SpotTag(name=name) for name in clean_tags(data.tags)],
    )
    spot = await spot_repository.save_spot(session, spot)
    return await get_spot_or_raise(session, spot.id)


async def search(
    session: AsyncSession,
    province: str | None = None,
    county: str | None = None,
    keyword: str | None = None,
    tag: str | None = None,
    offset: int = 0,
    limit: int = 20,
) -> tuple[list[Spot], int]:
    return await spot_repository.search_spots(
        session,
        province=normalize_province(province) if province else None,
        county=county,
        keyword=keyword,
        tag=tag.lower() if tag else None,
        offset=offset,
        limit=limit,
    )


async def change_tags(session: AsyncSession, member: Member, spot_id: int, tags: list[str]) -> Spot:
    spot = await get_spot_or_raise(session, spot_id)
    if spot.member_id != member.id:
        raise PermissionDeniedError("직접 등록한 여행지만 고칠 수 있습니다.")
    await spot_repository.replace_tags(session, spot, clean_tags(tags))
    return spot


async def remove_spot(session: AsyncSession, member: Member, spot_id: int) -> None:
    spot = await get_spot_or_raise(session, spot_id)
    if spot.member_id != member.id:
        raise PermissionDeniedError("직접 등록한 여행지만 지울 수 있습니다.")
    if await spot_repository.is_used_in_plan(session, spot_id):
        raise SpotInUseError
    await spot_repository.delete_spot(session, spot)


async def recommend(session: AsyncSession, member: Member, limit: int = 3) -> dict[str, list[Spot]]:
    """가 본 적이 있는 시/도마다 인기 여행지 몇 곳."""
    provinces = await PlanRepository(session).get_visited_provinces(member.id)
    # 세션 하나는 한 번에 한 가지 일만 하므로 gather 하지 않는다
    return {province: await spot_repository.get_popular_spots(session, limit, province) for province in provinces}


async def write_spots_csv(session: AsyncSession, file: TextIO, province: str | None = None) -> int:
    writer = csv.writer(file)
    writer.writerow(CSV_HEADER)
    count = 0
    async for spot in spot_repository.iter_spots(session, province):
        division = spot.division
        writer.writerow(
            [
                spot.id,
                spot.name,
                division.city_province,
                division.city_county,
                spot.address,
                " ".join(spot.tag_names),
                spot.view_count,
            ]
        )
        count += 1
    return count


async def export_csv(session: AsyncSession, province: str | None = None) -> str:
    buffer = io.StringIO()
    await write_spots_csv(session, buffer, normalize_province(province) if province else None)
    return buffer.getvalue()
