from shop.fill import main

main()  # 테스트 데이터
