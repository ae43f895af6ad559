from collections.abc import Iterator

from sqlmodel import Session, col, delete, exists, func, or_, select, update

from travel.models import AdministrativeDivision, PlanSpot, Spot, SpotTag


def get_spot(session: Session, spot_id: int) -> Spot | None:
    return session.get(Spot, spot_id)


def get_spots_by_ids(session: Session, spot_ids: list[int]) -> list[Spot]:
    return list(session.exec(select(Spot).where(col(Spot.id).in_(spot_ids)).order_by(Spot.id)).all())


def is_exist_spot(session: Session, spot_id: int) -> bool:
    return session.exec(select(Spot.id).where(Spot.id == spot_id)).first() is not None


def is_used_in_plan(session: Session, spot_id: int) -> bool:
    return session.scalar(select(exists().where(PlanSpot.spot_id == spot_id)))


def save_spot(session: Session, spot: Spot) -> Spot:
    session.add(spot)
    session.commit()
    session.refresh(spot)
    return spot


def replace_tags(session: Session, spot: Spot, names: list[str]) -> None:
    """commit 은 호출하는 쪽에서 한다."""
    session.exec(delete(SpotTag).where(SpotTag.spot_id == spot.id))
    session.add_all([SpotTag(spot_id=spot.id, name=name) for name in names])
    session.flush()


def delete_spot(session: Session, spot: Spot) -> None:
    session.delete(spot)
    session.commit()


def search_spots(
    session: Session,
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

    total = session.exec(select(func.count()).select_from(statement.subquery())).one()
    spots = session.exec(statement.order_by(col(Spot.id).desc()).offset(offset).limit(limit)).all()
    return list(spots), total


def get_popular_spots(session: Session, limit: int = 10, province: str | None = None) -> list[Spot]:
    statement = select(Spot).order_by(col(Spot.view_count).desc(), Spot.id).limit(limit)
    if province:
        statement = statement.join(AdministrativeDivision).where(AdministrativeDivision.city_province == province)
    return session.exec(statement).all()


def get_tag_counts(session: Session, limit: int = 20) -> list[tuple[str, int]]:
    count = func.count(SpotTag.id)
    statement = select(SpotTag.name, count).group_by(SpotTag.name).order_by(count.desc(), SpotTag.name).limit(limit)
    return [(name, n) for name, n in session.exec(statement)]


def increase_view_count(session, spot_id):
    session.execute(update(Spot).where(Spot.id == spot_id).values(view_count=Spot.view_count + 1))


def iter_spots(session: Session, province: str | None = None, batch_size: int = 100) -> Iterator[Spot]:
    """여행지를 id 순서로 하나씩. 한꺼번에 읽지 않고 batch_size 개씩 나누어 읽는다."""
    last_id = 0
    while True:
        statement = select(Spot).where(Spot.id > last_id).order_by(Spot.id).limit(batch_size)
        if province:
            statement = statement.join(AdministrativeDivision).where(AdministrativeDivision.city_province == province)
        spots = session.exec(statement).all()
        if not spots:
            return
        yield from spots
        last_id = spots[-1].id
