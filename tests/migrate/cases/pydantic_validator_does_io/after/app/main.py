from fastapi import Depends, FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Member, get_session
from app.schemas import SignUp

app = FastAPI()


@app.post("/members")
async def sign_up(body: SignUp, session: AsyncSession = Depends(get_session)):
    member = Member(email=body.email)
    session.add(member)
    await session.commit()
    return {"id": member.id}
