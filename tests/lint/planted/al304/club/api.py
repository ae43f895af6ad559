from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.encoders import jsonable_encoder
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession as Database

from club import db as store
from club.db import create, get_session
from club.models import Member, MemberIn, MemberPublic

router = APIRouter()
Session = Annotated[Database, Depends(get_session)]


@router.post("/1", response_model=MemberPublic)
async def first(name: str, session: Session):
    member = Member(name=name)
    session.add(member)
    await session.commit()
    return member  # plant: AL304


@router.post("/2", response_model=MemberPublic)
async def second(name: str, db: Database = Depends(get_session)):
    member = Member(name=name)
    await store.save(db, member)
    return member  # plant: AL304


@router.post("/3", response_model=MemberPublic)
async def third(name: str, db: Session):
    made = await create(db, Member(name=name))
    return made  # plant: AL304


@router.post("/4", response_model=MemberPublic)
async def fourth(name: str, db: Session):
    return await store.save_fresh(db, Member(name=name))


@router.get("/5", response_model=list[MemberPublic])
async def fifth(db: Session):
    members = (await db.exec(select(Member))).all()
    await db.commit()
    return members  # plant: AL304


async def sixth(db: Database, number):
    member = await db.get(Member, number)
    await db.commit()
    return member.model_dump(exclude={"id"})  # plant: AL304


async def seventh(db: Database, number):
    member = await db.get(Member, number)
    await db.commit()
    return MemberPublic.model_validate(member)  # plant: AL304


async def eighth(db: Database, number):
    member = await db.get(Member, number)
    await store.save(db, Member(name="other"))
    return jsonable_encoder(member)  # plant: AL304


class Members:
    def __init__(self, session: Database):
        self.session = session

    async def ninth(self, number):
        member = await self.session.get(Member, number)
        await self.session.commit()
        return member.model_dump_json()  # plant: AL304

    async def tenth(self, number):
        member = await self.session.get(Member, number)
        await self.session.commit()
        await self.session.refresh(member)
        return member.model_dump_json()

    async def each(self):
        found = (await self.session.exec(select(Member))).all()
        await self.session.commit()
        return [one.model_dump() for one in found]  # plant: AL304


async def expired(db: Database, number):
    member = await db.get(Member, number)
    db.expire(member)
    return member.model_dump()  # plant: AL304


async def before(db: Database, number):
    member = await db.get(Member, number)
    answer = member.model_dump()
    await db.commit()
    return answer


async def validated(db: Database, data: MemberIn):
    member = Member.model_validate(data)
    db.add(member)
    await db.commit()
    return member.model_dump()  # plant: AL304


async def validated_fresh(db: Database, data: MemberIn):
    member = Member.model_validate(data)
    db.add(member)
    await db.commit()
    await db.refresh(member)
    return member.model_dump()
