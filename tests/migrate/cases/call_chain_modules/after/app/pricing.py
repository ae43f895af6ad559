def with_tax(price: int) -> int:
    """부가세 10%를 더한 값 (원 단위 반올림)."""
    return round(price * 1.1)
