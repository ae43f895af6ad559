import openpyxl
import pandas as pd


def direct(x=None, session=None):
    return pd.read_csv("spots.csv")


def deeper(x=None, session=None):
    if x:
        return direct(x, session)
    return None


class Service:
    def __init__(self, session=None) -> None:
        self.session = session

    def work(self, x=None):
        return pd.read_excel("spots.xlsx")

    async def inside(self, x=None):
        return self.work(x)  # plant: AL607

    @classmethod
    def made(cls, x=None, session=None):
        return cls(session).work(x)
