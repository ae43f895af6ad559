from app.db import sync_engine


def load_script(sql: str) -> None:
    # executescript 는 SQLAlchemy 에 없다
    connection = sync_engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.executescript(sql)
        cursor.close()
        connection.commit()
    finally:
        connection.close()


def integrity() -> str:
    raw = sync_engine.raw_connection()
    cur = raw.cursor()
    cur.execute("PRAGMA integrity_check")
    answer = cur.fetchone()[0]
    cur.close()
    raw.close()
    return answer
