import csv
import io
from functools import partial

from sqlmodel import Session

from travel.exceptions import PermissionDeniedError, SpotInUseError, SpotNotFoundError
from travel.models import Member, Spot, SpotTag
from travel.repositories import spots as spot_repository
from travel.repositories.plans import PlanRepository
from travel.schemas.spot import SpotCreate
from travel.services.regions import get_division_or_raise, normalize_province
from travel.transaction import retry_on_deadlock

CSV_HEADER = ["id", "name", "city_province", "city_county", "address", "tags", "view_count"]


def clean_tags(tags: list[str]) -> list[str]:
    """공백과 # 을 떼고, 순서를 지키면서 중복을 없앤다."""
    names = [tag.strip().lstrip("#").lower() for tag in tags]
    return list(dict.fromkeys(name for name in names if name))


def get_spot_or_raise(session: Session, spot_id: int) -> Spot:
    spot = spot_repository.get_spot(session, spot_id)
    if not spot:
        raise SpotNotFoundError()
    return spot


def create_spot(session: Session, member: Member, data: SpotCreate) -> Spot:
    division = get_division_or_raise(session, data.city_province, data.city_county)
    spot = Spot(
        **data.model_dump(exclude={"city_province", "city_county", "tags"}),
        division_id=division.id,
        member_id=member.id,
        tags=[SpotTag(name=name) for name in clean_tags(data.tags)],
    )
    return spot_repository.save_spot(session, spot)


def search(session: Session, province=None, county=None, keyword=None, tag=None, offset=0, limit=20):
    return spot_repository.search_spots(
        session,
        province=normalize_province(province) if province else None,
        county=county,
        keyword=keyword,
        tag=tag.lower() if tag else None,
        offset=offset,
        limit=limit,
    )


@retry_on_deadlock()
def change_tags(session: Session, member: Member, spot_id: int, tags: list[str]) -> Spot:
    spot = get_spot_or_raise(session, spot_id)
    if spot.member_id != member.id:
        raise PermissionDeniedError("직접 등록한 여행지만 고칠 수 있습니다.")
    spot_repository.replace_tags(session, spot, clean_tags(tags))
    session.commit()
    return spot


def remove_spot(session: Session, member: Member, spot_id: int) -> None:
    spot = get_spot_or_raise(session, spot_id)
    if spot.member_id != member.id:
        raise PermissionDeniedError("직접 등록한 여행지만 지울 수 있습니다.")
    if spot_repository.is_used_in_plan(session, spot_id):
        raise SpotInUseError()
    spot_repository.delete_spot(session, spot)


def recommend(session: Session, member: Member, limit: int = 3) -> dict[str, list[Spot]]:
    """가 본 적이 있는 시/도마다 인기 여행지 몇 곳."""
    popular_in = partial(spot_repository.get_popular_spots, session, limit)
    provinces = PlanRepository(session).get_visited_provinces(member.id)
    return {province: popular_in(province=province) for province in provinces}


def write_spots_csv(session: Session, file, province: str | None = None) -> int:
    writer = csv.writer(file)
    writer.writerow(CSV_HEADER)
    count = 0
    for spot in spot_repository.iter_spots(session, province):
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


def export_csv(session: Session, province: str | None = None) -> str:
    buffer = io.StringIO()
    write_spots_csv(session, buffer, normalize_province(province) if province else None)
    return buffer.getvalue()
