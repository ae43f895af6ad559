from codes.db import all_codes

# 불러올 때 한 번 읽는다
LABELS = all_codes()


class Settings:
    default = all_codes().get("KR", "?")


def label(key: str) -> str:
    return LABELS.get(key, key)
