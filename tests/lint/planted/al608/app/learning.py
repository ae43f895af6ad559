import joblib
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression as Linear

model = joblib.load("model.bin")
forest = RandomForestClassifier()


def guess(rows):
    return model.predict(rows)


async def learn(rows, wanted):
    return forest.fit(rows, wanted)  # plant: AL608


async def line(rows, wanted):
    fitted = Linear()
    fitted.fit(rows, wanted)  # plant: AL608
    return fitted.coef_
