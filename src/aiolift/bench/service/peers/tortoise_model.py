"""The row as Tortoise ORM has it; in a module of its own, whose name Tortoise wants."""

from tortoise import fields
from tortoise.models import Model

from aiolift.bench.service.division import Division


class TortoiseDivision(Model):
    """The same columns as `Division`."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=10, unique=True)
    city_province = fields.CharField(max_length=50)
    city_county = fields.CharField(max_length=50)
    population = fields.IntField(default=0)

    class Meta:
        """Its table."""

        table = str(Division.__tablename__)
