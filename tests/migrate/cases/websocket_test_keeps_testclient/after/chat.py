from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///chat.db", connect_args={"check_same_thread": False})


class Message(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    room: str
    text: str


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


app = FastAPI()


@app.websocket("/rooms/{room}")
async def talk(websocket: WebSocket, room: str, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    try:
        while True:
            text = await websocket.receive_text()
            message = Message(room=room, text=text)
            session.add(message)
            await session.commit()
            await websocket.send_json({"id": message.id, "text": message.text})
    except WebSocketDisconnect:
        pass


@app.get("/rooms/{room}")
async def history(room: str, session: AsyncSession = Depends(get_session)):
    return [m.text for m in await session.exec(select(Message).where(Message.room == room))]
