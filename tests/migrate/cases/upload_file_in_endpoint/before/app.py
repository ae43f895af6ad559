import shutil
from pathlib import Path

from fastapi import Depends, FastAPI, UploadFile
from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
UPLOADS = Path("uploads")


class Document(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    size: int


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.post("/documents")
def upload(file: UploadFile, session: Session = Depends(get_session)):
    path = UPLOADS / file.filename
    with open(path, "wb") as target:
        shutil.copyfileobj(file.file, target)
    document = Document(name=file.filename, size=path.stat().st_size)
    session.add(document)
    session.commit()
    return {"id": document.id, "size": document.size}


@app.put("/documents/{pk}")
def replace(pk: int, file: UploadFile, session: Session = Depends(get_session)):
    data = file.file.read()
    document = session.get(Document, pk)
    document.size = len(data)
    session.commit()
    return document.size


@app.post("/count")
def count_lines(file: UploadFile):
    # 데이터베이스와 무관: 그대로 둔다
    return len(file.file.read().splitlines())
