"""Settings, as mysql+asyncmy://travel:hunter22@db/travel in the environment."""

import os

from pydantic import SecretStr
from pydantic_settings import BaseSettings

URL = "mysql+asyncmy://travel:hunter22@db.internal/travel"  # plant: AL511
FALLBACK = os.getenv("DATABASE_URL", "postgresql+asyncpg://travel:Sommer2024@db/travel")  # plant: AL511
PASSWORD = "Wander7lust"  # plant: AL511
EXAMPLE = "mysql+asyncmy://user:password@host/database"
DEFAULT = "mysql+asyncmy://root:secret@db/travel"  # plant: AL511
TEMPLATE = "mysql+asyncmy://{user}:{password}@{host}/travel"


class Settings(BaseSettings):
    """Read from DATABASE_URL: mysql://travel:hunter22@db/travel."""

    url: str = "mysql://root:Tr4vel@localhost:3306/travel"  # plant: AL511
    host: str = "db"
    password: SecretStr

    @property
    def dsn(self) -> str:
        return f"mysql+asyncmy://travel:{self.password.get_secret_value()}@{self.host}/travel"

    @property
    def reports(self) -> str:
        return f"mysql+asyncmy://reports:Rep0rts!@{self.host}/travel"  # plant: AL511


DATABASES = {
    "default": "mariadb+asyncmy://travel:hunter22@db/travel",  # plant: AL511
}
