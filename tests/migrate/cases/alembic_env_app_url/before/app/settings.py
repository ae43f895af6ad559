from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite:///service.db"


settings = Settings()
