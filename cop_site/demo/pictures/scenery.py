"""Things that stand around in several scenes: hills, trees, houses, water, bubbles."""

from __future__ import annotations

from .canvas import CLAY, CORAL, HEIGHT, INK, MIST, OCHRE, PALE, SAND, TEAL, WIDTH, Canvas

WHITE = "#FBF8F1"


def ground(canvas: Canvas, top: float, fill: str) -> None:
    """Fill the picture from a height down to its lower edge."""
    canvas.rect(0, top, WIDTH, HEIGHT - top, fill)


def round_tree(canvas: Canvas, x: float, y: float, height: float, fill: str = TEAL) -> None:
    """Draw a tree like a lollipop, standing at a point."""
    canvas.rect(x - height * 0.04, y - height * 0.6, height * 0.08, height * 0.6, CLAY)
    canvas.circle(x, y - height * 0.66, height * 0.33, fill)


def fir(canvas: Canvas, x: float, y: float, height: float, *, snow: bool = False) -> None:
    """Draw a fir in three tiers, standing at a point, with snow on top if wanted."""
    canvas.rect(x - height * 0.04, y - height * 0.2, height * 0.08, height * 0.2, CLAY)
    for tier in range(3):
        foot = y - height * (0.14 + tier * 0.24)
        half = height * (0.28 - tier * 0.06)
        tip = foot - height * 0.38
        canvas.polygon([(x - half, foot), (x + half, foot), (x, tip)], TEAL)
        if snow:
            cap = [(x - half * 0.45, tip + height * 0.171), (x + half * 0.45, tip + height * 0.171)]
            canvas.polygon([*cap, (x, tip)], WHITE)


def house(
    canvas: Canvas, x: float, y: float, width: float, wall: str, roof: str, window: str = PALE
) -> None:
    """Draw a small house with a gable, a door and a window, from its lower left corner."""
    height = width * 0.62
    canvas.rect(x, y - height, width, height, wall)
    eaves = width * 0.1
    peak = (x + width / 2, y - height - width * 0.45)
    canvas.polygon([(x - eaves, y - height), (x + width + eaves, y - height), peak], roof)
    canvas.rect(x + width * 0.16, y - height * 0.72, width * 0.22, height * 0.34, window)
    canvas.rect(x + width * 0.58, y - height * 0.62, width * 0.24, height * 0.62, INK)


def waves(canvas: Canvas, y: float, fill: str, start: float = 0, end: float = WIDTH) -> None:
    """Draw one row of gentle waves between two places."""
    step = 60.0
    x = start
    while x + step <= end:
        canvas.curve([(x, y), (x + step * 0.25, y - 12), (x + step * 0.55, y)], fill, 5)
        x += step * 1.5


def bubble(canvas: Canvas, x: float, y: float, width: float, height: float, fill: str) -> None:
    """Draw a speech bubble from its top left corner, with its tail at the lower left."""
    foot = y + height
    canvas.rect(x, y, width, height, fill, min(width, height) * 0.3)
    tail = [
        (x + width * 0.22, foot - 4),
        (x + width * 0.46, foot - 4),
        (x + width * 0.2, foot + 32),
    ]
    canvas.polygon(tail, fill)


def plant(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a plant in a pot that stands at a point."""
    for lean, reach in ((-0.75, 0.75), (-0.4, 1.05), (0, 1.2), (0.4, 1.05), (0.75, 0.75)):
        tip = (x + lean * size, y - size * (0.5 + reach))
        canvas.curve([(x, y - size * 0.5), (x + lean * size * 0.2, tip[1]), tip], TEAL, size * 0.13)
    rim, foot = size * 0.4, size * 0.28
    top = y - size * 0.65
    canvas.polygon([(x - rim, top), (x + rim, top), (x + foot, y), (x - foot, y)], CORAL)


def envelope(canvas: Canvas, x: float, y: float, size: float, fill: str, tilt: float = 0) -> None:
    """Draw a closed envelope around its centre, tilted by moving its right side up or down."""
    half, tall = size / 2, size * 0.32
    left, right = x - half, x + half
    corners = [
        (left, y - tall),
        (right, y - tall - tilt),
        (right, y + tall - tilt),
        (left, y + tall),
    ]
    canvas.polygon(corners, fill)
    flap = [corners[0], (x, y + tall * 0.2 - tilt / 2), corners[1]]
    canvas.line(flap, CLAY, size * 0.018)
    canvas.line([*corners, corners[0]], CLAY, size * 0.018)


def wheel(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Draw a wheel around its hub."""
    canvas.circle(x, y, radius, INK)
    canvas.circle(x, y, radius * 0.45, MIST)


def pin(canvas: Canvas, x: float, y: float, size: float, fill: str = CORAL) -> None:
    """Draw a map pin with its tip at a point."""
    top = y - size * 1.5
    sides = [(x - size * 0.47, top + size * 0.2), (x + size * 0.47, top + size * 0.2)]
    canvas.polygon([*sides, (x, y)], fill)
    canvas.circle(x, top, size * 0.52, fill)
    canvas.circle(x, top, size * 0.2, SAND)


def heart(canvas: Canvas, x: float, y: float, size: float, fill: str = CORAL) -> None:
    """Draw a heart around its centre."""
    lobe = size * 0.28
    for side in (-1, 1):
        canvas.circle(x + side * lobe * 0.9, y - lobe * 0.5, lobe, fill)
    canvas.polygon(
        [(x - lobe * 1.8, y - lobe * 0.1), (x + lobe * 1.8, y - lobe * 0.1), (x, y + size * 0.55)],
        fill,
    )


def lamp_glow(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Draw a small lamp around its centre."""
    canvas.circle(x, y, radius, OCHRE)
    canvas.circle(x, y, radius * 0.5, WHITE)
