from functools import lru_cache

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """환경 변수나 .env 에서 읽는다."""

    app_name: str = "shop"
    database_url: str = "sqlite+aiosqlite:///./shop.db"
    pool_size: int = 5

    model_config = SettingsConfigDict(env_file=".env", env_prefix="SHOP_")


@lru_cache
def get_settings() -> Settings:
    return Settings()
