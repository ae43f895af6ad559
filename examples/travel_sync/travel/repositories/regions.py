from sqlmodel import Session, func, select

from travel.models import AdministrativeDivision, Spot


def get_provinces(session: Session):
    statement = select(AdministrativeDivision.city_province).distinct().order_by(AdministrativeDivision.city_province)
    return session.exec(statement).all()


def get_divisions(session: Session, province: str) -> list[AdministrativeDivision]:
    statement = (
        select(AdministrativeDivision)
        .where(AdministrativeDivision.city_province == province)
        .order_by(AdministrativeDivision.city_county)
    )
    return list(session.scalars(statement))


def get_division(session: Session, province: str, county: str) -> AdministrativeDivision | None:
    statement = select(AdministrativeDivision).where(
        AdministrativeDivision.city_province == province,
        AdministrativeDivision.city_county == county,
    )
    return session.exec(statement).one_or_none()


def count_counties(session, province):
    return session.query(AdministrativeDivision).filter_by(city_province=province).count()


def count_spots(session, province):
    statement = (
        select(func.count(Spot.id))
        .join(AdministrativeDivision, Spot.division_id == AdministrativeDivision.id)
        .where(AdministrativeDivision.city_province == province)
    )
    return session.exec(statement).one()


def count_spots_by_county(session: Session, province: str) -> dict[str, int]:
    """여행지가 하나도 없는 시/군/구도 0 으로 나온다."""
    statement = (
        select(AdministrativeDivision.city_county, func.count(Spot.id))
        .join(Spot, Spot.division_id == AdministrativeDivision.id, isouter=True)
        .where(AdministrativeDivision.city_province == province)
        .group_by(AdministrativeDivision.city_county)
        .order_by(AdministrativeDivision.city_county)
    )
    return {county: count for county, count in session.execute(statement)}
