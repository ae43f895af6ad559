from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chat.db import Message, engine, get_session

app = FastAPI()


async def save(room: str, text: str) -> int:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        message = Message(room=room, text=text)
        session.add(message)
        await session.commit()
        return message.id


@app.websocket("/rooms/{room}")
async def talk(websocket: WebSocket, room: str, session: AsyncSession = Depends(get_session)):  # noqa: AL404
    await websocket.accept()
    # 들어오면 지난 대화를 먼저 보내 준다
    for message in await session.exec(select(Message).where(Message.room == room)):
        await websocket.send_text(message.text)
    try:
        while True:
            text = await websocket.receive_text()
            await websocket.send_json({"saved": await save(room, text)})
    except WebSocketDisconnect:
        pass
