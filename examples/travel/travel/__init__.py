"""여행 계획 서비스 (Travel planning API)."""
