"""The shape of each level, in the 24 units of `levels/shape.html`, and the colours of the site."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cop_site.demo.pictures.canvas import Canvas, Point, bezier

PAPER = "#f7f4ee"
INK = "#1e2629"
SUN = "#e2a33c"
PETROL = "#1d4f5f"
LEVELS = {1: "#14618a", 2: "#3a6b1f", 3: "#8a5200", 4: "#93285f"}

UNITS = 24
STROKE = 2.0


@dataclass(frozen=True)
class Pen:
    """Draws in units, at a place on the canvas, in one colour."""

    canvas: Canvas
    #: The top left corner and the length of a side, in points.
    x: float
    y: float
    size: float
    fill: str

    def points(self, units: Sequence[Point]) -> list[Point]:
        """Return where these places are on the canvas."""
        return [(self.x + x * self.scale, self.y + y * self.scale) for x, y in units]

    @property
    def scale(self) -> float:
        """How many points a unit has."""
        return self.size / UNITS

    def outline(self, units: Sequence[Point], stroke: float = STROKE) -> None:
        """Draw around an area."""
        self.line([*units, units[0]], stroke)

    def area(self, units: Sequence[Point], stroke: float = STROKE) -> None:
        """Fill an area, its corners as round as its outline makes them."""
        self.canvas.polygon(self.points(units), self.fill)
        self.outline(units, stroke)

    def line(self, units: Sequence[Point], stroke: float = STROKE) -> None:
        """Draw a line with round ends."""
        self.canvas.line(self.points(units), self.fill, stroke * self.scale)

    def disc(self, x: float, y: float, radius: float) -> None:
        """Fill a circle."""
        [(cx, cy)] = self.points([(x, y)])
        self.canvas.circle(cx, cy, radius * self.scale, self.fill)


def eye(pen: Pen) -> None:
    """Level 1: eyes that open."""
    quarters = [
        [(2, 12), (5, 7), (8.3, 4.5), (12, 4.5)],
        [(12, 4.5), (15.7, 4.5), (19, 7), (22, 12)],
        [(22, 12), (19, 17), (15.7, 19.5), (12, 19.5)],
        [(12, 19.5), (8.3, 19.5), (5, 17), (2, 12)],
    ]
    pen.outline([point for quarter in quarters for point in bezier(quarter)])
    pen.disc(12, 12, 3.6)


def steps(pen: Pen) -> None:
    """Level 2: the first steps."""
    pen.area([(3, 20), (3, 15), (9, 15), (9, 10), (15, 10), (15, 5), (21, 5), (21, 20)])


def tick(pen: Pen) -> None:
    """Level 3: what is prepared is ticked off."""
    pen.outline([(4, 4), (20, 4), (20, 20), (4, 20)])
    pen.line([(7.5, 12.5), (10.5, 15.5), (16.5, 8.5)], 2.4)


def play(pen: Pen) -> None:
    """Level 4: go."""
    pen.outline([(12, 2.5), (21.5, 12), (12, 21.5), (2.5, 12)])
    pen.area([(10, 8), (15, 12), (10, 16)], 1.4)


SHAPES: dict[int, Callable[[Pen], None]] = {1: eye, 2: steps, 3: tick, 4: play}


def tint(colour: str, share: float) -> str:
    """Return a colour thinned with paper, so that `share` of it is left."""
    return "#" + "".join(
        f"{round(a * share + b * (1 - share)):02x}"
        for a, b in zip(bytes.fromhex(colour[1:]), bytes.fromhex(PAPER[1:]), strict=True)
    )
