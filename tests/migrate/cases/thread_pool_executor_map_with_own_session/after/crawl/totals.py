from concurrent.futures import ThreadPoolExecutor

from crawl.db import PageRepository, Session, size_of


def clean(url: str) -> str:
    return url.strip().lower()


def total(urls: list[str]) -> int:
    with ThreadPoolExecutor() as executor:
        cleaned = list(executor.map(clean, urls))
    # 스레드마다 자기 세션을 연다
    with ThreadPoolExecutor(max_workers=4) as executor:
        return sum(executor.map(size_of, cleaned))


def histogram(bounds: list[int]) -> dict[int, int]:
    with ThreadPoolExecutor(max_workers=2) as executor:
        # aiolift: AL910 thread with I/O: make it an asyncio task, or keep a sync engine for it
        counts = executor.map(lambda bound: PageRepository(Session()).longer_than(bound), bounds)
        return dict(zip(bounds, counts))
