import os
from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings

DEFAULT = "mysql+pymysql://travel@db/travel"
FROM_ENVIRONMENT = os.environ.get("DATABASE_URL", "postgresql+psycopg2://travel@db/travel")


class Settings(BaseSettings):
    host: str = "db"
    user: str = "travel"
    database_url: str = Field(default="mysql://travel@db/travel")

    @property
    def dsn(self) -> str:
        return f"mysql+mysqldb://{self.user}@{self.host}/travel"

    @property
    def async_dsn(self) -> str:
        return f"mysql+asyncmy://{self.user}@{self.host}/travel"


@lru_cache
def get_settings() -> Settings:
    return Settings()


settings = Settings()
