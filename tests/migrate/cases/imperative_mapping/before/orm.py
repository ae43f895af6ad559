from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import registry, relationship

from domain import Plan, Spot

mapper_registry = registry()

plans = Table(
    "plans",
    mapper_registry.metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(50), nullable=False),
)
spots = Table(
    "spots",
    mapper_registry.metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("plan_id", ForeignKey("plans.id")),
)


def start_mappers() -> None:
    spot_mapper = mapper_registry.map_imperatively(Spot, spots)
    mapper_registry.map_imperatively(Plan, plans, properties={"spots": relationship(spot_mapper, order_by=spots.c.id)})
