import asyncio
import random


async def summed():
    return sum(number * number for number in range(50_000_000))  # plant: AL608


async def looped():
    total = 0
    for number in range(10_000_000):  # plant: AL608
        total += number
    return total


def squares():
    return [number**2 for number in range(1, 10**7)]


async def through():
    return squares()  # plant: AL608


async def nested():
    found = 0
    for first in range(5_000):
        for second in range(5_000):  # plant: AL608
            found += first * second
    return found


async def right(rows):
    for number in range(10_000_000):
        await asyncio.sleep(0)
    for number in range(10_000_000):
        if number * number > 500:
            break
    first = next(number for number in range(10_000_000) if number % 7 == 0)
    for row in range(100):
        for column in range(100):
            rows[row][column] = 0
    return first, random.sample(range(10_000_000), 5), 5 in range(10_000_000)
