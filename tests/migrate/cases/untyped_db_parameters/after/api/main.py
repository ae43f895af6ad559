from fastapi import Depends, FastAPI, HTTPException

from api import crud
from api.database import get_db

app = FastAPI()
cache = {}


@app.post("/users/")
async def create_user(email: str, db=Depends(get_db)):
    return await crud.create_user(db, email)


@app.get("/users/")
async def read_users(skip: int = 0, db=Depends(get_db)):
    return await crud.get_users(db, skip=skip)


@app.get("/users/{user_id}")
async def read_user(user_id: int, db=Depends(get_db)):
    user = await crud.get_user(db, user_id)
    if not user:
        raise HTTPException(404)
    return crud.remember(cache, user_id, user.email)
