from sqlmodel import func, select

from aiolift import AsyncSession
from travel.models import AdministrativeDivision, Spot


async def get_provinces(session: AsyncSession) -> list[str]:
    statement = select(AdministrativeDivision.city_province).distinct().order_by(AdministrativeDivision.city_province)
    return list(await session.exec(statement))


async def get_divisions(session: AsyncSession, province: str) -> list[AdministrativeDivision]:
    statement = (
        select(AdministrativeDivision)
        .where(AdministrativeDivision.city_province == province)
        .order_by(AdministrativeDivision.city_county)
    )
    return list(await session.exec(statement))


async def get_division(session: AsyncSession, province: str, county: str) -> AdministrativeDivision | None:
    statement = select(AdministrativeDivision).where(
        AdministrativeDivision.city_province == province,
        AdministrativeDivision.city_county == county,
    )
    return (await session.exec(statement)).one_or_none()


async def count_counties(session: AsyncSession, province: str) -> int:
    statement = select(func.count(AdministrativeDivision.id)).where(AdministrativeDivision.city_province == province)
    return (await session.exec(statement)).one()


async def count_spots(session: AsyncSession, province: str) -> int:
    statement = (
        select(func.count(Spot.id))
        .join(AdministrativeDivision, Spot.division_id == AdministrativeDivision.id)
        .where(AdministrativeDivision.city_province == province)
    )
    return (await session.exec(statement)).one()


async def count_spots_by_county(session: AsyncSession, province: str) -> dict[str, int]:
    """여행지가 하나도 없는 시/군/구도 0 으로 나온다."""
    statement = (
        select(AdministrativeDivision.city_county, func.count(Spot.id))
        .join(Spot, Spot.division_id == AdministrativeDivision.id, isouter=True)
        .where(AdministrativeDivision.city_province == province)
        .group_by(AdministrativeDivision.city_county)
        .order_by(AdministrativeDivision.city_county)
    )
    return dict((await session.exec(statement)).all())
