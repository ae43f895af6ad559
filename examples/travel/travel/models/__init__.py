from travel.models.checklist import Checklist
from travel.models.member import Member, OauthProvider
from travel.models.plan import Plan, PlanSpot
from travel.models.region import AdministrativeDivision
from travel.models.spot import Spot, SpotTag

__all__ = [
    "AdministrativeDivision",
    "Checklist",
    "Member",
    "OauthProvider",
    "Plan",
    "PlanSpot",
    "Spot",
    "SpotTag",
]
