from fastapi import APIRouter, Depends, FastAPI

from app.db import User
from app.deps import CurrentUser, SessionDep, get_current_user, load, require

router = APIRouter(prefix="/users", dependencies=[Depends(get_current_user)])


@router.get("/me")
def me(user: CurrentUser):
    return user


@router.get("/{pk}")
def read(user: User = Depends(load(User))):
    return {"name": user.name}


@router.delete("/{pk}", dependencies=[Depends(require("admin"))])
async def remove(session: SessionDep, user: User = Depends(load(User))):
    await session.delete(user)
    await session.commit()


app = FastAPI()
app.include_router(router)
