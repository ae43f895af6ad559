from typing import Any

from pydantic import field_validator
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    DB_USER: str = "hotel"
    DB_PASSWORD: str = "hotel"
    DB_HOST: str = "localhost"
    DB_NAME: str = "hotel"
    TESTING: bool = False
    DATABASE_URL: str | None = None

    @field_validator("DATABASE_URL", mode="before")
    @classmethod
    def empty_is_none(cls, value: Any) -> Any:
        return value or None

    @property
    def url(self) -> str:
        if self.TESTING:
            return "sqlite://"
        if self.DATABASE_URL:
            return self.DATABASE_URL
        return "mysql+pymysql://{}:{}@{}/{}".format(self.DB_USER, self.DB_PASSWORD, self.DB_HOST, self.DB_NAME)


settings = Settings()
