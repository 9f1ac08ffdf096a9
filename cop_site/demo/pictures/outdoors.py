"""Scenes on roads, by the water and in the open."""

from __future__ import annotations

from .canvas import CLAY, CORAL, HEIGHT, INK, MIST, OCHRE, PALE, SAND, TEAL, WIDTH, Canvas, bezier
from .people import LOOKS, SKIN_BROWN, Look, bust, standing, walking
from .scenery import (
    WHITE,
    bubble,
    fir,
    ground,
    house,
    lamp_glow,
    round_tree,
    waves,
    wheel,
)

NIGHT = "#1C2E40"
DUSK_WATER = "#27586A"


def gritter(canvas: Canvas) -> None:
    """Draw an orange lorry that spreads salt on a winding road through the snow."""
    canvas.circle(1010, 130, 56, WHITE)
    canvas.ellipse(250, 520, 520, 270, "#C6DBDA")
    canvas.ellipse(980, 540, 560, 250, "#BCD5D4")
    for x, y, rx in ((260, 470, 700), (1010, 500, 620)):
        canvas.ellipse(x, y, rx, 110, WHITE)
    ground(canvas, 470, WHITE)
    bends = [(-80, 640), (420, 650), (1120, 670), (1330, 490), (640, 500), (440, 440), (384, 398)]
    for number, (along, down) in enumerate(bezier(bends, 320)):
        canvas.circle(along, down, 74 * (1 - number / 320) + 7, INK)
    for x, y, height in ((90, 400, 190), (190, 385, 140), (1090, 430, 220), (980, 412, 130)):
        fir(canvas, x, y, height, snow=True)
    house(canvas, 330, 400, 110, CORAL, INK, OCHRE)
    canvas.polygon([(322, 330), (448, 330), (385, 281)], WHITE)
    _lorry(canvas, 430, 610)
    for number in range(26):
        canvas.circle(395 - number * 12.5, 612 + (number * 37 % 5) * 9 - 14, 4.5, WHITE)


def _lorry(canvas: Canvas, x: float, y: float) -> None:
    """Draw a gritting lorry that drives to the right, from its lower left corner."""
    canvas.rect(x, y - 50, 330, 22, "#5C7185", 6)
    canvas.polygon(
        [(x + 6, y - 165), (x + 206, y - 165), (x + 186, y - 50), (x + 40, y - 50)], OCHRE
    )
    canvas.polygon([(x + 20, y - 165), (x + 192, y - 165), (x + 106, y - 196)], WHITE)
    for place in (70, 110, 150):
        canvas.line([(x + place, y - 150), (x + place, y - 64)], "#C98A2C", 7)
    canvas.rect(x + 216, y - 170, 116, 132, OCHRE, 16)
    canvas.rect(x + 264, y - 154, 56, 52, PALE, 8)
    canvas.rect(x + 246, y - 186, 26, 18, CORAL, 6)
    canvas.polygon(
        [(x + 340, y - 56), (x + 366, y - 70), (x + 380, y - 2), (x + 344, y - 10)], CORAL
    )
    canvas.polygon(
        [(x - 4, y - 50), (x + 32, y - 50), (x + 8, y - 10), (x - 22, y - 10)], "#5C7185"
    )
    for place in (70, 138, 286):
        wheel(canvas, x + place, y - 20, 32)


def bus_stop(canvas: Canvas) -> None:
    """Draw two people in a bus shelter, a bus on its way, and a bubble above the sign."""
    for x, top, width in ((0, 210, 150), (140, 150, 120), (900, 230, 170), (1050, 170, 150)):
        canvas.rect(x, top, width, 400, "#C3DAD8")
    ground(canvas, 500, SAND)
    ground(canvas, 560, INK)
    for x in range(20, WIDTH, 170):
        canvas.rect(x, 632, 90, 9, SAND, 4)
    _bus(canvas, 700, 600)
    _shelter(canvas, 150, 540)
    standing(canvas, 270, 536, 208, LOOKS[1])
    standing(canvas, 370, 536, 224, LOOKS[2])
    canvas.rect(556, 250, 12, 290, INK)
    canvas.circle(562, 250, 40, CORAL)
    canvas.rect(542, 238, 40, 24, WHITE, 6)
    canvas.rect(538, 318, 48, 66, WHITE, 4)
    bubble(canvas, 570, 56, 210, 118, WHITE)
    for number in range(3):
        canvas.circle(628 + number * 47, 115, 13, TEAL)


def _shelter(canvas: Canvas, x: float, y: float) -> None:
    """Draw a bus shelter from its lower left corner."""
    canvas.rect(x + 16, y - 264, 308, 264, "#CBE1DF")
    canvas.rect(x + 40, y - 84, 240, 14, CLAY, 4)
    for place in (10, 318):
        canvas.rect(x + place, y - 270, 12, 270, INK)
    canvas.rect(x - 14, y - 288, 368, 26, TEAL, 10)


def _bus(canvas: Canvas, x: float, y: float) -> None:
    """Draw a bus that comes along to the left, from its lower left corner."""
    canvas.rect(x, y - 214, 600, 196, TEAL, 26)
    canvas.rect(x, y - 74, 600, 16, OCHRE)
    canvas.rect(x + 14, y - 188, 66, 96, PALE, 12)
    for place in (180, 280, 380, 480):
        canvas.rect(x + place, y - 188, 84, 82, PALE, 10)
    canvas.rect(x + 96, y - 188, 66, 166, PALE, 8)
    canvas.rect(x + 127, y - 188, 5, 166, TEAL)
    canvas.rect(x + 8, y - 48, 26, 14, WHITE, 6)
    for place in (220, 480):
        wheel(canvas, x + place, y - 18, 40)


def footbridge(canvas: Canvas) -> None:
    """Draw a child on a slender arched bridge over a stream, with a row of trees."""
    canvas.circle(220, 150, 60, OCHRE)
    canvas.ellipse(900, 430, 620, 170, "#C3DAD8")
    for number in range(6):
        round_tree(canvas, 700 + number * 95, 400, 180 + (number % 3) * 22, TEAL)
    for number in range(3):
        round_tree(canvas, 60 + number * 92, 410, 150 + (number % 2) * 25, "#5E9E9C")
    ground(canvas, 400, SAND)
    canvas.polygon([(330, 470), (870, 470), (1010, HEIGHT), (190, HEIGHT)], MIST)
    for y, left, right in ((520, 340, 860), (580, 300, 920), (640, 250, 960)):
        waves(canvas, y, WHITE, left, right)
    deck = bezier([(150, 470), (420, 330), (780, 330), (1050, 470)])
    rail = [(x, y - 74) for x, y in deck]
    under = bezier([(150, 530), (420, 350), (780, 350), (1050, 530)])
    for foot, top in list(zip(under, rail, strict=True))[2:-1:3]:
        canvas.line([foot, top], CORAL, 6)
    canvas.line(under, "#A84A35", 14)
    walking(canvas, 560, 366, 150, Look(OCHRE, SKIN_BROWN, INK, TEAL))
    canvas.rect(512, 258, 36, 54, TEAL, 12)
    canvas.line(deck, CORAL, 20)
    canvas.line(rail, CORAL, 9)


def flood(canvas: Canvas) -> None:
    """Draw houses in high water at night, and a boat with a lamp between them."""
    canvas.rect(0, 0, WIDTH, HEIGHT, NIGHT)
    canvas.circle(980, 130, 58, SAND)
    canvas.circle(1006, 114, 54, NIGHT)
    for x, y in ((120, 90), (330, 60), (520, 140), (700, 70), (840, 180), (1120, 220), (220, 190)):
        canvas.circle(x, y, 3.5, MIST)
    places = ((40, 210, CLAY, CORAL), (330, 170, TEAL, INK), (800, 190, CORAL, INK))
    for x, width, wall, roof in (*places, (1030, 200, CLAY, TEAL)):
        house(canvas, x, 510, width, wall, "#3A5268" if roof == INK else roof, OCHRE)
    ground(canvas, 455, DUSK_WATER)
    for row, y in enumerate((500, 560, 620)):
        waves(canvas, y, "#4F8894", -40 + row * 30)
    bust(canvas, 600, 520, 22, LOOKS[5], behind=False)
    bust(canvas, 690, 520, 22, LOOKS[6], behind=False)
    canvas.polygon([(510, 512), (800, 512), (752, 568), (552, 568)], SAND)
    canvas.rect(510, 508, 290, 12, CLAY, 6)
    canvas.line([(778, 512), (778, 430)], CLAY, 7)
    lamp_glow(canvas, 778, 422, 22)
    for row, width in enumerate((54, 40, 58, 30)):
        canvas.rect(788 - width / 2 - row % 2 * 12, 588 + row * 22, width, 7, OCHRE, 3)
    canvas.line([(600, 490), (500, 600)], CLAY, 7)
