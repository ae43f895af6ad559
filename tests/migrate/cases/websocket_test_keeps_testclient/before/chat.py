from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///chat.db", connect_args={"check_same_thread": False})


class Message(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    room: str
    text: str


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.websocket("/rooms/{room}")
async def talk(websocket: WebSocket, room: str, session: Session = Depends(get_session)):
    await websocket.accept()
    try:
        while True:
            text = await websocket.receive_text()
            message = Message(room=room, text=text)
            session.add(message)
            session.commit()
            await websocket.send_json({"id": message.id, "text": message.text})
    except WebSocketDisconnect:
        pass


@app.get("/rooms/{room}")
def history(room: str, session: Session = Depends(get_session)):
    return [m.text for m in session.exec(select(Message).where(Message.room == room))]
