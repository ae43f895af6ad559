from shop.db import run_async
from shop.fill import main

run_async(main)()  # 테스트 데이터
