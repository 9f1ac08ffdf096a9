"""The site's icon as bitmaps, for those who do not show `icon.svg`."""

from cop_site.artwork.shapes import PAPER, PETROL, SUN
from cop_site.demo.pictures.canvas import Canvas

UNITS = 32
STAIRS = [
    (5, 25),
    (5, 20),
    (11, 20),
    (11, 15),
    (17, 15),
    (17, 10),
    (23, 10),
    (23, 6),
    (27, 6),
    (27, 25),
]
SIZES = (16, 32, 48)
TOUCH = 180


def icon(size: int) -> Canvas:
    """Draw the icon with square corners, which phones round as they like."""
    canvas = Canvas(PETROL, width=size, height=size)
    scale = size / UNITS
    canvas.polygon([(x * scale, y * scale) for x, y in STAIRS], PAPER)
    canvas.circle(9 * scale, 10 * scale, 3.5 * scale, SUN)
    return canvas
