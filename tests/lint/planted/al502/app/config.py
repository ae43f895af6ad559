import os

from pydantic_settings import BaseSettings

URL = "mysql+asyncmy://travel@db/travel"
FROM_ENVIRONMENT = os.getenv("DATABASE_URL", "postgresql+asyncpg://travel@db/travel")


class Settings(BaseSettings):
    url: str = "mysql+aiomysql://travel@db/travel"
    user: str = "travel"

    def dsn(self) -> str:
        return "mysql+asyncmy://" + self.user + "@db/travel"

    @property
    def sync_dsn(self) -> str:
        return f"mysql+pymysql://{self.user}@db/travel"


settings = Settings()
