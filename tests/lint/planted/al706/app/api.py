from typing import Annotated, Optional

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import models
from app.models import (
    Account,
    City,
    Client,
    Credential,
    Login,
    Masked,
    Page,
    PublicPage,
    Serialized,
    Team,
    User as Person,
    UserPublic,
)
from infrastructure import get_db

app = FastAPI()
router = APIRouter()
Db = Annotated[AsyncSession, Depends(get_db)]


@app.get("/1", response_model=Person)  # plant: AL706
async def first(db: Db):
    return await db.get(Person, 1)


@router.get("/2", response_model=list[models.User])  # plant: AL706
async def second(db: Db):
    return (await db.exec(select(Person))).all()


@router.get("/3")
async def third(db: Db) -> Optional[Client]:  # plant: AL706
    return await db.get(Client, 1)


@router.put("/4", status_code=201)
async def fourth(db: Db, login: dict) -> "Login":  # plant: AL706
    made = Login(**login)
    db.add(made)
    await db.commit()
    return made


@router.get("/5", response_model=Page)  # plant: AL706
async def fifth(db: Db):
    return {"items": [], "total": 0}


@router.get("/6")
async def sixth(db: Db):
    user = await db.get(Person, 1)
    return user  # plant: AL706


@router.get("/7")
async def seventh(db: Db):
    users = (await db.exec(select(Person))).all()
    return users  # plant: AL706


@router.get("/8")
async def eighth(db: Db):
    account = await db.get(Account, 1)
    if account is None:
        return {}
    return account  # plant: AL706


@router.get("/9", response_model=City)  # plant: AL706
async def ninth(db: Db):
    return await db.get(City, 1)


@router.get("/10")
async def tenth(db: Db) -> list[City]:  # plant: AL706
    return []


async def load(session):
    return await session.get(Client, 1)


@router.get("/11")
async def eleventh(db: Db):
    return await load(db)  # plant: AL706


class Users:
    router = APIRouter()

    @router.get("/12", response_model=dict[str, Person], response_model_exclude={"name"})  # plant: AL706
    async def twelfth(self):
        return {}


@router.get("/right/1", response_model=UserPublic)
async def right_first(db: Db) -> Person:
    return await db.get(Person, 1)


@router.get("/right/2", response_model=PublicPage)
async def right_second(db: Db):
    return await db.get(Person, 1)


@router.get("/right/3", response_model=list[Team])
async def right_third(db: Db):
    return (await db.exec(select(Team))).all()


@router.get("/right/4")
async def right_fourth(db: Db) -> Masked:
    return await db.get(Masked, 1)


@router.get("/right/5")
async def right_fifth(db: Db) -> Serialized:
    return await db.get(Serialized, 1)


@router.get("/right/6", response_model=Person, response_model_exclude={"password"})
async def right_sixth(db: Db):
    return await db.get(Person, 1)


@router.get("/right/7", response_model=Person, response_model_include={"name"})
async def right_seventh(db: Db):
    return await db.get(Person, 1)


@router.get("/right/8")
async def right_eighth(db: Db):
    user = await db.get(Person, 1)
    return {"name": user.name}


@router.get("/right/9", response_model=None)
async def right_ninth(db: Db) -> City | JSONResponse:
    return JSONResponse({})


async def helper(db: Db) -> Person:
    return await db.get(Person, 1)


@router.post("/right/11")
async def right_eleventh(db: Db) -> Client:
    return Client(client_secret="x")


@router.get("/right/12")
async def right_twelfth(db: Db) -> list[Credential]:
    return []


@router.get("/right/10")
async def right_tenth(db: Db, city=Depends(helper)):
    city = await db.get(City, 1)
    return UserPublic(id=city.id, name="x")
