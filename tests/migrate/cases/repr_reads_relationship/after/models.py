from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    players: Mapped[list["Player"]] = relationship(back_populates="team", lazy="selectin", join_depth=10)

    def __len__(self) -> int:
        return len(self.players)

    def __bool__(self) -> bool:
        return True


class Player(Base):
    __tablename__ = "players"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    team: Mapped[Team] = relationship(back_populates="players", lazy="selectin")

    def __repr__(self) -> str:
        # 로그에 팀 이름까지 찍는다
        return f"<Player {self.name} of {self.team.name}>"
