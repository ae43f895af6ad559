import asyncio
import shutil
from pathlib import Path

from fastapi import Depends, FastAPI, UploadFile
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
UPLOADS = Path("uploads")


class Document(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    size: int


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


app = FastAPI()


@app.post("/documents")
async def upload(file: UploadFile, session: AsyncSession = Depends(get_session)):
    path = UPLOADS / file.filename
    with open(path, "wb") as target:
        await asyncio.to_thread(shutil.copyfileobj, file.file, target)
    document = Document(name=file.filename, size=path.stat().st_size)
    session.add(document)
    await session.commit()
    return {"id": document.id, "size": document.size}


@app.put("/documents/{pk}")
async def replace(pk: int, file: UploadFile, session: AsyncSession = Depends(get_session)):
    data = await asyncio.to_thread(file.file.read)
    document = await session.get(Document, pk)
    document.size = len(data)
    await session.commit()
    return document.size


@app.post("/count")
def count_lines(file: UploadFile):
    # 데이터베이스와 무관: 그대로 둔다
    return len(file.file.read().splitlines())
