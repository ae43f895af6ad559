import asyncio
import subprocess
import sys
import time
from pathlib import Path

import requests
from fastapi import Depends, FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import User, get_session
from app.security import hash_password

app = FastAPI()
FILES = Path("files")


@app.post("/users")
async def sign_up(name: str, password: str, session: AsyncSession = Depends(get_session)):
    user = User(name=name, password=await asyncio.to_thread(hash_password, password))
    session.add(user)
    await session.commit()
    await asyncio.sleep(0.01)  # 무차별 대입을 늦춘다
    return {"id": user.id}


@app.post("/users/{user_id}/avatar")
async def fetch_avatar(user_id: int, url: str, session: AsyncSession = Depends(get_session)):
    response = await asyncio.to_thread(
        requests.get,
        url,
        timeout=5,
    )
    response.raise_for_status()
    await asyncio.to_thread((FILES / f"{user_id}.png").write_bytes, response.content)
    user = await session.get(User, user_id)
    user.avatar = url
    await session.commit()
    return {"bytes": len(await asyncio.to_thread((FILES / f"{user_id}.png").read_bytes))}


@app.get("/users/{user_id}/report")
async def report(user_id: int, session: AsyncSession = Depends(get_session)):
    user = await session.get(User, user_id)
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", "print('ok')"], capture_output=True, text=True, check=True
    )
    return {"name": user.name, "output": done.stdout.strip()}


@app.get("/slow")
def slow():
    # 데이터베이스를 쓰지 않으니 스레드 풀에 남는다
    time.sleep(0.01)
    return "done"
