import subprocess
import sys
import time
from pathlib import Path

import requests
from fastapi import Depends, FastAPI
from sqlmodel import Session

from app.db import User, get_session
from app.security import hash_password

app = FastAPI()
FILES = Path("files")


@app.post("/users")
def sign_up(name: str, password: str, session: Session = Depends(get_session)):
    user = User(name=name, password=hash_password(password))
    session.add(user)
    session.commit()
    time.sleep(0.01)  # 무차별 대입을 늦춘다
    return {"id": user.id}


@app.post("/users/{user_id}/avatar")
def fetch_avatar(user_id: int, url: str, session: Session = Depends(get_session)):
    response = requests.get(
        url,
        timeout=5,
    )
    response.raise_for_status()
    (FILES / f"{user_id}.png").write_bytes(response.content)
    user = session.get(User, user_id)
    user.avatar = url
    session.commit()
    return {"bytes": len((FILES / f"{user_id}.png").read_bytes())}


@app.get("/users/{user_id}/report")
def report(user_id: int, session: Session = Depends(get_session)):
    user = session.get(User, user_id)
    done = subprocess.run(
        [sys.executable, "-c", "print('ok')"], capture_output=True, text=True, check=True
    )
    return {"name": user.name, "output": done.stdout.strip()}


@app.get("/slow")
def slow():
    # 데이터베이스를 쓰지 않으니 스레드 풀에 남는다
    time.sleep(0.01)
    return "done"
