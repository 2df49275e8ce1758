"""A drawn picture in place of a photo: products on a shelf."""

import io

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT = 480, 320  # pixels
_COLOURS = ("#d9480f", "#1971c2", "#2f9e44", "#f08c00", "#6741d9")


def draw_shelf(number):
    """Return a PNG of a shelf; ``number`` decides what stands on it."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "#f1f3f5")
    pen = ImageDraw.Draw(image)
    for row in range(3):
        floor = 100 * (row + 1)
        for column in range(9):
            left = 18 + column * 50
            height = 48 + (number + row * 3 + column) % 4 * 9
            colour = _COLOURS[(number + row + column // 3) % len(_COLOURS)]
            pen.rectangle((left, floor - height, left + 36, floor), fill=colour)
            pen.rectangle((left + 6, floor - 26, left + 30, floor - 12), fill="white")
        pen.rectangle((8, floor, _WIDTH - 8, floor + 7), fill="#495057")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
