from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from jobs.retrying import retry

failures = 0


@retry(times=3)
def flaky_total(session):
    global failures
    if failures > 0:
        failures -= 1
        raise OperationalError("SELECT", {}, Exception("database is locked"))
    return session.execute(text("SELECT 40 + 2")).scalar_one()


@retry()
def ping(session):
    session.execute(text("SELECT 1"))
    return True
