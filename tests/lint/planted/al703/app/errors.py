from fastapi import FastAPI, HTTPException


class NotEnough(HTTPException):
    def __init__(self):
        super().__init__(409, "not enough")


class SoldOut(Exception):
    pass


class Unanswered(Exception):
    pass


def install(app: FastAPI):
    @app.exception_handler(SoldOut)
    async def sold_out(request, error):
        return None
