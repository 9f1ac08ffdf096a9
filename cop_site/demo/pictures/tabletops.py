"""Scenes seen close by or from above: a laptop, a telephone, a kitchen table, a map."""

from __future__ import annotations

from math import hypot

from .canvas import CORAL, HEIGHT, INK, MIST, OCHRE, PALE, SAND, TEAL, WIDTH, Canvas, Point, bezier
from .people import SKIN_BROWN, SKIN_DARK, SKIN_LIGHT, hand_from_above
from .scenery import WHITE, ground, heart, pin

RIVER = bezier([(-60, 560), (300, 380), (520, 760), (860, 520), (1260, 610)])
STREETS: list[list[Point]] = [
    [(-20, 150), (1220, 210)],
    [(-20, 380), (560, 330), (1220, 400)],
    [(230, -20), (270, 700)],
    [(640, -20), (600, 700)],
    [(960, -20), (940, 700)],
]


def screen_reader(canvas: Canvas) -> None:
    """Draw a laptop that shows a ballot box and sounds, with headphones in front of it."""
    canvas.rect(0, 0, WIDTH, 380, MIST)
    ground(canvas, 380, SAND)
    for side, start in ((-1, 120), (1, -60)):
        for number in range(3):
            x = 600 + side * (200 + number * 14)
            canvas.arc(x, 190, 80 + number * 58, start, start + 120, TEAL, 13)
    canvas.rect(380, 34, 440, 312, INK, 18)
    canvas.rect(398, 52, 404, 276, WHITE, 6)
    _ballot_box(canvas, 600, 306)
    canvas.polygon([(380, 346), (820, 346), (890, 434), (310, 434)], "#5C7185")
    canvas.polygon([(414, 358), (786, 358), (812, 392), (388, 392)], INK)
    canvas.rect(310, 428, 580, 16, INK, 8)
    _headphones(canvas, 600, 574)


def _ballot_box(canvas: Canvas, x: float, y: float) -> None:
    """Draw a ballot box with a paper half way in, standing at a point."""
    canvas.polygon(
        [(x - 34, y - 222), (x + 46, y - 212), (x + 36, y - 110), (x - 44, y - 120)], SAND
    )
    canvas.line([(x - 22, y - 184), (x - 6, y - 166), (x + 26, y - 200)], CORAL, 9)
    canvas.rect(x - 100, y - 142, 200, 142, TEAL, 8)
    canvas.rect(x - 116, y - 156, 232, 34, "#276D74", 8)
    canvas.rect(x - 64, y - 146, 128, 10, INK, 5)


def _headphones(canvas: Canvas, x: float, y: float) -> None:
    """Draw a pair of headphones that lies around a point."""
    canvas.curve(
        [(x + 112, y + 40), (x + 260, y + 130), (x + 250, y - 80), (x + 420, y - 20)], INK, 7
    )
    canvas.arc(x, y + 6, 112, 180, 360, INK, 20)
    for side in (-1, 1):
        canvas.rect(x + side * 104 - 28, y - 18, 56, 90, CORAL, 22)
        canvas.rect(x + side * 78 - 13, y - 8, 26, 70, INK, 10)


def phone_hands(canvas: Canvas) -> None:
    """Draw two hands that hold a telephone with message bubbles, one of them with a heart."""
    canvas.circle(600, 330, 420, "#C9DEDC")
    canvas.line([(230, 760), (420, 560)], TEAL, 190)
    canvas.line([(970, 760), (780, 560)], TEAL, 190)
    canvas.line([(400, 590), (470, 500)], SKIN_BROWN, 130)
    canvas.line([(800, 590), (730, 500)], SKIN_BROWN, 130)
    for y in (270, 326, 382, 436):
        canvas.line([(470, y + 40), (440, y), (500, y - 6)], SKIN_BROWN, 46)
        canvas.line([(730, y + 40), (760, y), (700, y - 6)], SKIN_BROWN, 46)
    canvas.rect(456, 44, 288, 540, INK, 40)
    canvas.rect(474, 76, 252, 476, WHITE, 16)
    _messages(canvas)
    canvas.line([(470, 560), (500, 500), (540, 470)], SKIN_BROWN, 50)
    canvas.line([(730, 560), (700, 500), (660, 470)], SKIN_BROWN, 50)


def _messages(canvas: Canvas) -> None:
    """Fill the telephone's screen with bubbles."""
    bubbles = ((492, 96, 168, 66, PALE), (548, 180, 160, 86, CORAL), (492, 284, 150, 60, PALE))
    for x, y, width, height, fill in bubbles:
        canvas.rect(x, y, width, height, fill, 22)
    canvas.rect(566, 362, 142, 60, TEAL, 22)
    for x, y, width, fill in (
        (512, 114, 128, "#8FA3AE"),
        (512, 136, 84, "#8FA3AE"),
        (512, 308, 108, "#8FA3AE"),
        (586, 386, 100, PALE),
    ):
        canvas.rect(x, y, width, 10, fill, 5)
    heart(canvas, 628, 216, 52, WHITE)


def paper_cards(canvas: Canvas) -> None:
    """Draw two pairs of hands that lay out cards on a kitchen table, seen from above."""
    canvas.rect(0, 0, WIDTH, HEIGHT, "#C79D74")
    for y in (135, 270, 405, 540):
        canvas.rect(0, y, WIDTH, 5, "#B48A62")
    for x, y, width in (
        (80, 60, 260),
        (700, 200, 300),
        (150, 480, 220),
        (880, 610, 200),
        (420, 330, 160),
    ):
        canvas.rect(x, y, width, 4, "#B9906A", 2)
    marks = (TEAL, CORAL, OCHRE, TEAL, CORAL, OCHRE)
    for number, fill in enumerate(marks):
        _card(canvas, 150 + number * 152, 268 + (number * 29 % 3) * 6, fill)
    _card(canvas, 500, 470, INK)
    _card(canvas, 960, 96, TEAL)
    hand_from_above(canvas, 390, 190, 36, INK, SKIN_LIGHT, up=False)
    hand_from_above(canvas, 600, 170, 36, INK, SKIN_LIGHT, up=False)
    hand_from_above(canvas, 560, 560, 38, CORAL, SKIN_DARK, up=True)
    hand_from_above(canvas, 790, 500, 38, CORAL, SKIN_DARK, up=True)
    _cup(canvas, 190, 545)
    _duck(canvas, 1060, 545)


def _card(canvas: Canvas, x: float, y: float, fill: str) -> None:
    """Draw one paper card with a mark and two lines, from its top left corner."""
    canvas.rect(x + 4, y + 5, 128, 160, "#A97F58", 8)
    canvas.rect(x, y, 128, 160, WHITE, 8)
    canvas.circle(x + 64, y + 56, 26, fill)
    canvas.rect(x + 22, y + 106, 84, 9, MIST, 4)
    canvas.rect(x + 22, y + 126, 58, 9, MIST, 4)


def _cup(canvas: Canvas, x: float, y: float) -> None:
    """Draw a cup of tea on a saucer from above."""
    canvas.circle(x, y, 92, WHITE)
    canvas.circle(x, y, 78, PALE)
    canvas.line([(x + 40, y - 40), (x + 78, y - 66)], WHITE, 20)
    canvas.circle(x, y, 56, WHITE)
    canvas.circle(x, y, 46, "#A9714B")


def _duck(canvas: Canvas, x: float, y: float) -> None:
    """Draw a toy duck that lies on its side."""
    canvas.ellipse(x, y + 20, 84, 54, OCHRE)
    canvas.polygon([(x - 80, y + 14), (x - 112, y - 26), (x - 44, y - 14)], OCHRE)
    canvas.circle(x + 56, y - 44, 42, OCHRE)
    canvas.polygon([(x + 92, y - 56), (x + 132, y - 38), (x + 90, y - 26)], CORAL)
    canvas.circle(x + 66, y - 54, 7, INK)
    canvas.ellipse(x - 12, y + 18, 40, 24, "#C98A2C")


def tree_map(canvas: Canvas) -> None:
    """Draw a town map from above, with streets, a river, many trees and three pins."""
    canvas.rect(0, 0, WIDTH, HEIGHT, "#EADCC3")
    for number in range(96):
        column, row = number % 12, number // 12
        x, y = 40 + column * 100 + number * 37 % 22, 30 + row * 84 + number * 53 % 18
        if _is_free(x, y, 100, 72):
            canvas.rect(x - 25, y - 20, 46 + number * 11 % 14, 36 + number * 7 % 12, "#D8C4A2", 4)
    canvas.line(RIVER, "#8FC0C4", 92)
    for street in STREETS:
        canvas.line(street, WHITE, 34)
    canvas.rect(290, 16, 310, 100, "#CDD8C0", 30)
    for number in range(15):
        x, y = 318 + number * 58 % 260, 36 + number * 41 % 62
        canvas.circle(x, y, 13 + number * 5 % 7, TEAL if number % 3 else "#5E9E9C")
    for street in STREETS:
        _avenue(canvas, street)
    for x, y in ((440, 262), (800, 306), (1080, 206)):
        pin(canvas, x, y, 76)


def _avenue(canvas: Canvas, street: list[Point]) -> None:
    """Draw trees along both sides of a street, some of them missing, none in the river."""
    steep = abs(street[0][0] - street[-1][0]) < 200
    for number, (x, y) in enumerate(bezier(street, 18 if steep else 30)):
        for side in (-1, 1):
            place = (x + side * 38, y) if steep else (x, y + side * 38)
            if (number * 3 + side) % 5 and _is_free(*place):
                canvas.circle(*place, 11 + number * 7 % 5, TEAL if number % 3 else "#5E9E9C")


def _is_free(x: float, y: float, from_river: float = 66, from_street: float = 30) -> bool:
    """Tell whether a place is far enough from the river and from every street."""
    in_river = any(hypot(x - px, y - py) < from_river for px, py in RIVER)
    return not in_river and all(_distance(x, y, street) > from_street for street in STREETS)


def _distance(x: float, y: float, street: list[Point]) -> float:
    """Measure how far a place is from the nearest point of a street."""
    return min(hypot(x - px, y - py) for px, py in bezier(street, 80))
