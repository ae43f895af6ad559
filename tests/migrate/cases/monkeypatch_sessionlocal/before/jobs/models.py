from sqlalchemy import Boolean, Column, Integer, String

from jobs.database import Base


class Mail(Base):
    __tablename__ = "mails"

    id = Column(Integer, primary_key=True)
    address = Column(String, nullable=False)
    sent = Column(Boolean, default=False, nullable=False)
