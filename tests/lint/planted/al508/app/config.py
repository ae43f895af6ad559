from pydantic_settings import BaseSettings

POOL_SIZE = 80
URL = "mysql+asyncmy://travel@db/travel"


class Settings(BaseSettings):
    pool_size: int = 100
    max_overflow: int = 60


settings = Settings()
