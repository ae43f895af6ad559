from sqlmodel import Field, Session, SQLModel


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    level: int = 1

    def promote(self, session: Session) -> int:
        self.level += 1
        session.add(self)
        session.commit()
        return self.level
