from fastapi import Depends, FastAPI
from sqlmodel import Session

from app.db import Member, get_session
from app.schemas import SignUp

app = FastAPI()


@app.post("/members")
def sign_up(body: SignUp, session: Session = Depends(get_session)):
    member = Member(email=body.email)
    session.add(member)
    session.commit()
    return {"id": member.id}
