# -*- coding: euc-kr -*-
# 손대지 않는 파일: 줄 끝이 섞여 있다
GREETING = "안녕하십니까"

def greet(name):
        return GREETING + ", " + name      


