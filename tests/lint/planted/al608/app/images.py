import io

import cv2
import numpy as np
from PIL import Image, ImageOps
from PIL.Image import Image as Picture


def scaled(data, size):
    image = Image.open(io.BytesIO(data))
    image = image.convert("RGB")
    return image.resize(size)


def square(image: Picture):
    return ImageOps.fit(image, (64, 64))


def edges(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


class Gallery:
    def __init__(self, root):
        self.root = root

    def store(self, data):
        scaled(data, (10, 10)).save(self.root)

    async def add(self, data):
        self.store(data)  # plant: AL608


def size(data):
    return Image.open(io.BytesIO(data)).size
