"""Scenes in front of buildings: a recycling park, flats, a village square, a hospital."""

from __future__ import annotations

from .canvas import CLAY, CORAL, HEIGHT, INK, MIST, OCHRE, PALE, SAND, TEAL, WIDTH, Canvas
from .people import HAIR_BROWN, HAIR_GREY, SKIN_BROWN, SKIN_LIGHT, Look, head, standing
from .scenery import WHITE, ground, house, round_tree, wheel

GREY = "#8FA3AE"
DUSK = ("#7FA5AE", "#93B4B8", "#A9C3C1", "#C6CFC0", "#E5CFA6")


def weighbridge(canvas: Canvas) -> None:
    """Draw a car with a trailer of branches on a weighbridge, a cabin, and three skips."""
    for x in range(40, WIDTH, 150):
        round_tree(canvas, x, 360, 190 + (x // 10 % 3) * 20, "#8DBBB8")
    ground(canvas, 350, SAND)
    for x, fill in ((60, CORAL), (300, OCHRE), (540, "#5C7185")):
        canvas.polygon([(x, 260), (x + 210, 260), (x + 180, 390), (x + 30, 390)], fill)
        canvas.rect(x - 6, 252, 222, 18, INK, 6)
    ground(canvas, 520, "#D9C7AB")
    canvas.rect(60, 566, 800, 26, INK, 8)
    canvas.rect(90, 560, 740, 14, GREY, 5)
    _cabin(canvas, 905, 560)
    _trailer(canvas, 120, 560)
    _car(canvas, 400, 560)


def _cabin(canvas: Canvas, x: float, y: float) -> None:
    """Draw the keeper's cabin with its barrier, from its lower left corner."""
    keeper = Look(OCHRE, SKIN_BROWN, INK)
    canvas.rect(x, y - 260, 220, 280, WHITE, 8)
    canvas.rect(x + 24, y - 214, 130, 110, PALE, 6)
    canvas.rect(x + 50, y - 140, 78, 36, keeper.coat, 18)
    head(canvas, x + 89, y - 164, 24, keeper, behind=False)
    canvas.rect(x + 16, y - 104, 146, 12, CLAY, 4)
    canvas.rect(x - 22, y - 280, 264, 26, TEAL, 8)
    canvas.rect(x - 30, y - 110, 18, 130, INK, 5)
    canvas.line([(x - 21, y - 104), (x - 21, y - 470)], WHITE, 15)
    for number in range(4):
        top = y - 190 - number * 84
        canvas.line([(x - 21, top), (x - 21, top - 30)], CORAL, 15)


def _car(canvas: Canvas, x: float, y: float) -> None:
    """Draw a car that faces right, from its lower left corner."""
    top = [(x + 56, y - 96), (x + 112, y - 176), (x + 262, y - 176), (x + 330, y - 96)]
    canvas.polygon(top, TEAL)
    canvas.line([*top, top[0]], TEAL, 16)
    canvas.polygon(
        [(x + 84, y - 102), (x + 126, y - 162), (x + 184, y - 162), (x + 184, y - 102)], PALE
    )
    canvas.polygon(
        [(x + 200, y - 162), (x + 254, y - 162), (x + 302, y - 102), (x + 200, y - 102)], PALE
    )
    canvas.rect(x, y - 104, 412, 78, TEAL, 28)
    canvas.rect(x + 388, y - 84, 22, 18, WHITE, 8)
    for place in (86, 318):
        wheel(canvas, x + place, y - 36, 40)


def _trailer(canvas: Canvas, x: float, y: float) -> None:
    """Draw a trailer full of branches, from its lower left corner."""
    for number in range(9):
        foot = (x + 30 + number * 22, y - 80)
        tip = (x - 30 + number * 38, y - 196 - (number * 29 % 44))
        canvas.line([foot, tip], CLAY, 8)
        for share, size in ((0.5, 26), (0.75, 22), (1, 16)):
            leaf = (foot[0] + (tip[0] - foot[0]) * share, foot[1] + (tip[1] - foot[1]) * share)
            fill = "#4F9499" if (number + size) % 4 == 0 else "#276D74"
            canvas.ellipse(leaf[0] + (number * 7 % 3 - 1) * 10, leaf[1], size, size * 0.7, fill)
    canvas.rect(x, y - 112, 236, 64, INK, 8)
    canvas.rect(x + 10, y - 98, 216, 10, GREY, 4)
    canvas.line([(x + 236, y - 58), (x + 290, y - 58)], INK, 10)
    wheel(canvas, x + 112, y - 34, 36)


def flats(canvas: Canvas) -> None:
    """Draw a block of flats at dusk, with damp spreading from two of its corners."""
    _dusk(canvas, 0, WIDTH)
    canvas.rect(300, 110, 600, 500, SAND)
    _damp(canvas, 300, 130)
    _damp(canvas, 900, 590)
    _dusk(canvas, 0, 300)
    _dusk(canvas, 900, 300)
    canvas.rect(300, 0, 600, 110, DUSK[0])
    canvas.rect(284, 92, 632, 26, CORAL, 6)
    for row in range(4):
        for column in range(5):
            lit = (row * 5 + column * 3) % 7 in (0, 2, 5)
            if (row, column) != (3, 2):
                fill = OCHRE if lit else "#5D7C8C"
                _window(canvas, 344 + column * 110, 150 + row * 106, fill)
    canvas.rect(560, 482, 80, 120, TEAL, 6)
    canvas.rect(576, 498, 48, 34, OCHRE, 4)
    canvas.circle(626, 556, 5, SAND)
    for x, height in ((140, 250), (1030, 210), (1140, 270)):
        round_tree(canvas, x, 606, height, "#2B5F6B")
    ground(canvas, 594, INK)


def _dusk(canvas: Canvas, x: float, width: float) -> None:
    """Fill a strip of evening sky between two places, banded from blue to yellow."""
    for step, fill in enumerate(DUSK):
        canvas.rect(x, step * 122, width, HEIGHT - step * 122, fill)


def _damp(canvas: Canvas, x: float, y: float) -> None:
    """Draw a dark patch on the facade around one of its corners."""
    for size, fill in ((1, "#D3C6B0"), (0.74, "#B3A896"), (0.44, "#8B857B")):
        for dx, dy, radius in (
            (0, 0, 130),
            (60, 90, 84),
            (-60, 90, 84),
            (60, -90, 84),
            (-60, -90, 84),
        ):
            canvas.circle(x + dx * size, y + dy * size, radius * size, fill)
        for side in (-1, 1):
            canvas.circle(x + side * 110 * size, y, 62 * size, fill)
            canvas.circle(x, y + side * 150 * size, 70 * size, fill)


def _window(canvas: Canvas, x: float, y: float, fill: str) -> None:
    """Draw one window with its sill, from its top left corner."""
    canvas.rect(x, y, 66, 66, WHITE, 3)
    canvas.rect(x + 6, y + 6, 54, 54, fill)
    canvas.rect(x + 30, y + 6, 5, 54, WHITE)
    canvas.rect(x - 5, y + 64, 76, 8, CLAY, 3)


def notice_board(canvas: Canvas) -> None:
    """Draw a notice board with a little roof on a square, and an old man who reads it."""
    canvas.polygon([(0, 430), (260, 180), (520, 420), (800, 150), (1200, 430)], "#B7D2D0")
    for x, width, wall, roof in (
        (20, 170, SAND, CORAL),
        (210, 130, CLAY, INK),
        (960, 190, WHITE, CORAL),
    ):
        house(canvas, x, 470, width, wall, roof)
    canvas.rect(880, 270, 70, 200, WHITE)
    canvas.polygon([(868, 270), (962, 270), (915, 170)], TEAL)
    ground(canvas, 465, SAND)
    canvas.ellipse(600, 640, 520, 60, "#E4D4BA")
    for x in (420, 828):
        canvas.rect(x, 200, 24, 430, "#8A6546", 4)
    canvas.rect(404, 210, 464, 290, "#8A6546", 8)
    canvas.rect(422, 228, 428, 254, "#D2AC83", 4)
    canvas.polygon([(370, 214), (902, 214), (830, 140), (442, 140)], CORAL)
    _notes(canvas)
    man = Look(INK, SKIN_LIGHT, HAIR_GREY, TEAL)
    standing(canvas, 330, 632, 320, man, behind=True)
    canvas.line([(268, 500), (240, 632)], "#8A6546", 9)


def _notes(canvas: Canvas) -> None:
    """Pin the paper notes to the board."""
    notes = (
        (440, 246, 90, 112, WHITE),
        (548, 242, 74, 84, OCHRE),
        (640, 250, 100, 76, WHITE),
        (756, 244, 78, 108, MIST),
        (448, 374, 78, 92, MIST),
        (544, 344, 84, 118, WHITE),
        (646, 344, 92, 70, CORAL),
        (756, 370, 78, 92, WHITE),
    )
    for x, y, width, height, fill in notes:
        canvas.rect(x, y, width, height, fill, 3)
        canvas.circle(x + width / 2, y + 8, 5, INK)
        for line in range(int((height - 30) // 16)):
            canvas.rect(x + 12, y + 24 + line * 16, width - 24 - line % 2 * 14, 5, "#6F8592", 2)


def ramp(canvas: Canvas) -> None:
    """Draw a woman in a wheelchair who rolls up a ramp to open hospital doors."""
    ground(canvas, 560, SAND)
    canvas.rect(560, 70, 640, 500, WHITE)
    for column in range(2):
        for row in range(2):
            canvas.rect(600 + column * 92, 124 + row * 120, 66, 78, MIST, 4)
    canvas.rect(560, 56, 640, 24, TEAL)
    canvas.rect(818, 140, 322, 310, INK, 6)
    canvas.rect(890, 152, 178, 298, "#F6D9A0")
    canvas.rect(830, 152, 60, 298, PALE)
    canvas.rect(1068, 152, 60, 298, PALE)
    canvas.rect(790, 92, 378, 40, CORAL, 8)
    canvas.circle(979, 78, 40, CORAL)
    canvas.rect(970, 52, 18, 54, WHITE, 3)
    canvas.rect(952, 70, 54, 18, WHITE, 3)
    canvas.rect(780, 450, 420, 120, "#D9C7AB")
    canvas.polygon([(60, 600), (790, 450), (960, 450), (960, 600)], "#D9C7AB")
    for step in range(4):
        canvas.rect(960, 450 + step * 38, 240, 40, ("#C9B593", "#B9A380")[step % 2])
    canvas.rect(0, 600, WIDTH, 75, SAND)
    canvas.line([(90, 508), (780, 366)], INK, 10)
    for x in (120, 340, 560, 770):
        canvas.line([(x, 502 - (x - 120) * 0.206), (x, 588 - (x - 120) * 0.206)], INK, 8)
    _wheelchair(canvas, 440, 478)


def _wheelchair(canvas: Canvas, x: float, y: float) -> None:
    """Draw a woman in a wheelchair who moves to the right, with the big wheel at a point."""
    look = Look(CORAL, SKIN_BROWN, HAIR_BROWN, TEAL, long_hair=True)
    canvas.line([(x - 56, y - 150), (x - 42, y - 50)], INK, 9)
    canvas.rect(x - 40, y - 176, 74, 132, look.coat, 30)
    canvas.line([(x, y - 58), (x + 84, y - 66), (x + 116, y + 8)], look.legs, 36)
    canvas.ellipse(x + 128, y + 12, 30, 12, INK)
    head(canvas, x + 2, y - 214, 36, look, behind=False)
    canvas.line([(x - 46, y - 34), (x + 70, y - 46), (x + 106, y + 18)], INK, 9)
    canvas.circle(x + 84, y + 8, 18, INK)
    canvas.circle(x + 84, y + 8, 8, MIST)
    canvas.arc(x - 10, y - 18, 72, 0, 360, INK, 10)
    canvas.circle(x - 10, y - 18, 10, INK)
    canvas.line([(x - 2, y - 150), (x + 20, y - 104), (x + 36, y - 74)], "#A84A35", 22)
    canvas.circle(x + 38, y - 70, 13, look.skin)
