from fastapi import FastAPI
from sqlmodel import select

from app.deps import DB, CurrentMember, Member, Page, ReadDB

app = FastAPI()


@app.get("/me")
def me(member: CurrentMember):
    return {"name": member.name}


@app.put("/me")
async def rename(name: str, member: CurrentMember, db: DB):
    member.name = name
    db.add(member)
    await db.commit()
    await db.refresh(member)
    return {"name": member.name}


@app.get("/members")
async def members(db: ReadDB, page: Page):
    offset, limit = page
    return [m.name for m in await db.exec(select(Member).order_by(Member.id).offset(offset).limit(limit))]
