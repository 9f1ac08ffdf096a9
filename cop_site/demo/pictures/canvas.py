"""The drawing surface: simple flat shapes in picture coordinates, smoothed by supersampling."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from math import hypot

from PIL import Image, ImageDraw

WIDTH = 1200
HEIGHT = 675
SCALE = 4

INK = "#24394F"
TEAL = "#2F7F86"
MIST = "#A9CCCB"
PALE = "#DCEAE7"
SAND = "#F3E8D6"
OCHRE = "#E0A340"
CORAL = "#CB6047"
CLAY = "#B98F68"
"""The palette: six colours for things, with a pale tint for air and a clay for wood and skin."""

Point = tuple[float, float]


class Canvas:
    """A picture in the making, measured in points of the finished size."""

    def __init__(self, background: str = PALE, *, width: int = WIDTH, height: int = HEIGHT) -> None:
        """Start with one even colour, at a size in points."""
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), background)
        self._pen = ImageDraw.Draw(self._image)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0
    ) -> None:
        """Fill a rectangle from its top left corner, with rounded corners if wanted."""
        box = _scaled([(x, y), (x + width, y + height)])
        self._pen.rounded_rectangle(box, radius=radius * SCALE, fill=fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        """Fill an ellipse around its centre."""
        self._pen.ellipse(_scaled([(x - rx, y - ry), (x + rx, y + ry)]), fill=fill)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """Fill a circle around its centre."""
        self.ellipse(x, y, radius, radius, fill)

    def slice(self, x: float, y: float, radius: float, start: float, end: float, fill: str) -> None:
        """Fill a piece of a circle between two angles, in degrees clockwise from the right."""
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self._pen.pieslice(box, start, end, fill=fill)

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, fill: str, width: float
    ) -> None:
        """Draw a part of a circle's outline between two angles."""
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self._pen.arc(box, start, end, fill=fill, width=round(width * SCALE))

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """Fill the shape between some points."""
        self._pen.polygon(_scaled(points), fill=fill)

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        """Draw a line through some points, with round ends and joints."""
        for (x1, y1), (x2, y2) in pairwise(points):
            length = hypot(x2 - x1, y2 - y1) or 1
            dx, dy = (y1 - y2) / length * width / 2, (x2 - x1) / length * width / 2
            corners = [
                (x1 + dx, y1 + dy),
                (x2 + dx, y2 + dy),
                (x2 - dx, y2 - dy),
                (x1 - dx, y1 - dy),
            ]
            self.polygon(corners, fill)
        for x, y in points:
            self.circle(x, y, width / 2, fill)

    def curve(self, points: Sequence[Point], fill: str, width: float) -> None:
        """Draw a smooth line from the first point to the last, bent towards those between."""
        self.line(bezier(points), fill, width)

    def image(self) -> Image.Image:
        """Give the finished picture."""
        return self._image.reduce(SCALE)

    def png(self) -> bytes:
        """Give the finished picture as a PNG file."""
        few = self.image().quantize(
            256, Image.Quantize.MAXCOVERAGE, kmeans=0, dither=Image.Dither.NONE
        )
        buffer = BytesIO()
        few.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


def bezier(points: Sequence[Point], steps: int = 40) -> list[Point]:
    """Give points along the Bézier curve that some control points describe."""
    result = []
    for step in range(steps + 1):
        share = step / steps
        level = list(points)
        while len(level) > 1:
            level = [
                (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)
                for (x1, y1), (x2, y2) in pairwise(level)
            ]
        result.append(level[0])
    return result


def _scaled(points: Sequence[Point]) -> list[Point]:
    """Translate points of the finished picture into those of the large one."""
    return [(x * SCALE, y * SCALE) for x, y in points]
