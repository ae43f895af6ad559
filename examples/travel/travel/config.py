from functools import lru_cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    app_name: str = "Travel API"

    # 운영은 mysql://, 로컬은 SQLite
    database_url: str = "sqlite:///./travel.db"
    sql_echo: bool = False
    pool_size: int = 10
    pool_recycle: int = 1800

    access_token_minutes: int = 60

    division_csv: Path = BASE_DIR / "data" / "administrative_division.csv"
    mail_log_path: Path = BASE_DIR / "mail.log"
    upload_dir: Path = BASE_DIR / "uploads"


@lru_cache
def get_settings() -> Settings:
    return Settings()


settings = get_settings()
