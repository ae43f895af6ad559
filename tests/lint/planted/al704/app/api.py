from typing import Annotated

from fastapi import APIRouter, Depends

from app import deps
from app.deps import Asked, aliased as get_all
from app.deps import by_alias, untyped

router = APIRouter()
Untyped = Annotated[object, Depends(untyped)]


@router.get("/1")
async def first(a=Depends(deps.plain), b=Depends(by_alias), c: Untyped = None, d=Depends(deps.through)):
    return await a.find(1)


@router.get("/2")
async def second(a=Depends(deps.generator), b=Depends(deps.adding), c=Depends(deps.conditional)):
    return {}


@router.get("/3", dependencies=[Depends(deps.task)])
async def third(a=Depends(deps.bound), b=Depends(deps.named), c=Depends(get_all), d: Asked = Depends()):
    return {}


@router.get("/4")
async def fourth(
    a=Depends(deps.page),
    b=Depends(deps.header),
    c=Depends(deps.twice),
    d=Depends(deps.right),
    e=Depends(deps.with_helper),
    f=Depends(deps.ignoring),
):
    return {}
