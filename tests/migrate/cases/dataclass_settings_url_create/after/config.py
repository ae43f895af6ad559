import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DBConfig:
    drivername: str = "sqlite+aiosqlite"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    host: str | None = None
    database: str = field(default_factory=lambda: os.environ.get("BLOG_DB", "blog.db"))
    echo: bool = False


@dataclass(frozen=True)
class Config:
    db: DBConfig = field(default_factory=DBConfig)


config = Config()
