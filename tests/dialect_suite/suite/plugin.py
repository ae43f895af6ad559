"""SQLAlchemy's own pytest plugin, told which databases to use: those that follow the name in `DATABASE_VARIABLE`."""

from __future__ import annotations

import os

from sqlalchemy.testing.plugin.plugin_base import configure_follower
from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: F403

DATABASE_VARIABLE = "DIALECT_SUITE_DATABASE"

configure_follower(os.environ[DATABASE_VARIABLE])
