from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite:///reports.db")
SessionLocal = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="대기")


def finish(report_id: int) -> str:
    with SessionLocal.begin() as session:
        report = session.scalars(select(Report).where(Report.id == report_id)).one()
        report.state = "완료"
        return report.state
