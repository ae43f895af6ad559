from collections.abc import AsyncIterator

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import col, delete, exists, func, or_, select, update

from aiolift import AsyncSession
from travel.models import AdministrativeDivision, PlanSpot, Spot, SpotTag

# 응답이 읽는 관계들
BRIEF = (joinedload(Spot.division),)
SUMMARY = (*BRIEF, selectinload(Spot.tags))
DETAIL = (*SUMMARY, joinedload(Spot.member))


async def get_spot(session: AsyncSession, spot_id: int) -> Spot | None:
    # populate_existing: 방금 만든 여행지라도 관계까지 읽는다
    return await session.get(Spot, spot_id, options=DETAIL, populate_existing=True)


async def get_spots_by_ids(session: AsyncSession, spot_ids: list[int]) -> list[Spot]:
    statement = select(Spot).where(col(Spot.id).in_(spot_ids)).order_by(Spot.id).options(*SUMMARY)
    return list(await session.exec(statement))


async def is_exist_spot(session: AsyncSession, spot_id: int) -> bool:
    return (await session.exec(select(Spot.id).where(Spot.id == spot_id))).first() is not None


async def is_used_in_plan(session: AsyncSession, spot_id: int) -> bool:
    return (await session.exec(select(exists().where(PlanSpot.spot_id == spot_id)))).one()


async def save_spot(session: AsyncSession, spot: Spot) -> Spot:
    session.add(spot)
    await session.flush()
    return spot


async def replace_tags(session: AsyncSession, spot: Spot, names: list[str]) -> None:
    await session.exec(delete(SpotTag).where(SpotTag.spot_id == spot.id))
    session.add_all([SpotTag(spot_id=spot.id, name=name) for name in names])
    await session.flush()
    await session.refresh(spot, ["tags"])


async def delete_spot(session: AsyncSession, spot: Spot) -> None:
    await session.delete(spot)
    await session.flush()


async def search_spots(
    session: AsyncSession,
    province: str | None = None,
    county: str | None = None,
    keyword: str | None = None,
    tag: str | None = None,
    offset: int = 0,
    limit: int = 20,
) -> tuple[list[Spot], int]:
    """조건에 맞는 여행지 한 쪽과 전체 개수."""
    statement = select(Spot)
    if province:
        statement = statement.join(AdministrativeDivision).where(AdministrativeDivision.city_province == province)
        if county:
            statement = statement.where(AdministrativeDivision.city_county == county)
    if keyword:
        statement = statement.where(
            or_(
                col(Spot.name).contains(keyword, autoescape=True),
                col(Spot.description).contains(keyword, autoescape=True),
            )
        )
    if tag:
        statement = statement.where(col(Spot.id).in_(select(SpotTag.spot_id).where(SpotTag.name == tag)))

    total = (await session.exec(select(func.count()).select_from(statement.subquery()))).one()
    page = statement.order_by(col(Spot.id).desc()).offset(offset).limit(limit).options(*SUMMARY)
    return list(await session.exec(page)), total


async def get_popular_spots(session: AsyncSession, limit: int = 10, province: str | None = None) -> list[Spot]:
    statement = select(Spot).order_by(col(Spot.view_count).desc(), Spot.id).limit(limit).options(*SUMMARY)
    if province:
        statement = statement.join(AdministrativeDivision).where(AdministrativeDivision.city_province == province)
    return list(await session.exec(statement))


async def get_tag_counts(session: AsyncSession, limit: int = 20) -> list[tuple[str, int]]:
    count = func.count(SpotTag.id)
    statement = select(SpotTag.name, count).group_by(SpotTag.name).order_by(count.desc(), SpotTag.name).limit(limit)
    return list(await session.exec(statement))


async def increase_view_count(session: AsyncSession, spot_id: int) -> None:
    await session.exec(update(Spot).where(Spot.id == spot_id).values(view_count=Spot.view_count + 1))


async def iter_spots(session: AsyncSession, province: str | None = None, batch_size: int = 100) -> AsyncIterator[Spot]:
    """여행지를 id 순서로 하나씩. 한꺼번에 읽지 않고 batch_size 개씩 나누어 읽는다."""
    last_id = 0
    while True:
        statement = select(Spot).where(Spot.id > last_id).order_by(Spot.id).limit(batch_size).options(*SUMMARY)
        if province:
            statement = statement.join(AdministrativeDivision).where(AdministrativeDivision.city_province == province)
        spots = (await session.exec(statement)).all()
        if not spots:
            return
        for spot in spots:
            yield spot
        last_id = spots[-1].id
