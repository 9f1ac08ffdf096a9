"""Scenes in rooms: a waiting room, a counter, a hall, a library, a council chamber."""

from __future__ import annotations

from .canvas import CLAY, CORAL, INK, MIST, OCHRE, PALE, SAND, TEAL, WIDTH, Canvas
from .people import LOOKS, SKIN_DARK, Look, bag, bust, seated, standing
from .scenery import WHITE, envelope, ground, plant

WALL = "#C9DEDC"
FLOOR = "#E7D8BF"


def waiting_room(canvas: Canvas) -> None:
    """Draw five people on a row of chairs below a clock, with a door and a plant."""
    canvas.rect(0, 0, WIDTH, 520, WALL)
    ground(canvas, 520, FLOOR)
    canvas.rect(0, 510, WIDTH, 14, WHITE)
    canvas.rect(970, 150, 190, 372, WHITE, 4)
    canvas.rect(986, 166, 158, 356, TEAL, 4)
    canvas.rect(1008, 190, 114, 90, "#4F9499", 4)
    canvas.circle(1006, 356, 9, OCHRE)
    canvas.circle(460, 130, 92, INK)
    canvas.circle(460, 130, 80, WHITE)
    for x, y in ((460, 64), (526, 130), (460, 196), (394, 130)):
        canvas.circle(x, y, 6, INK)
    canvas.line([(460, 130), (460, 76)], INK, 8)
    canvas.line([(460, 130), (502, 156)], CORAL, 8)
    order = (3, 1, 2, 6, 0)
    for number, look in enumerate(order):
        x = 112 + number * 162
        canvas.rect(x - 62, 350, 124, 150, OCHRE if number % 2 else "#D08E35", 16)
        canvas.rect(x - 64, 490, 128, 18, INK, 6)
        for side in (-56, 48):
            canvas.rect(x + side, 500, 9, 92, INK)
        seated(canvas, x, 596, 262, LOOKS[look])
    bag(canvas, 354, 528, 66)
    plant(canvas, 908, 606, 80)


def queue(canvas: Canvas) -> None:
    """Draw seven people who queue at one counter while the one next to it stands empty."""
    canvas.rect(0, 0, WIDTH, 500, WALL)
    ground(canvas, 500, FLOOR)
    for x in (60, 250, 440):
        canvas.rect(x, 80, 130, 170, PALE, 6)
        canvas.rect(x + 62, 80, 6, 170, WALL)
    _counter(canvas, 690, 470, CORAL)
    bust(canvas, 805, 360, 27, Look(SAND, SKIN_DARK, INK), behind=False)
    canvas.rect(690, 350, 230, 130, TEAL, 6)
    canvas.rect(676, 338, 258, 20, INK, 6)
    _counter(canvas, 960, 470, "#7FBF9A")
    canvas.rect(960, 350, 230, 130, TEAL, 6)
    canvas.rect(946, 338, 258, 20, INK, 6)
    heights = (250, 232, 262, 168, 246, 226, 256)
    order = (1, 3, 0, 5, 6, 2, 4)
    for number, (height, look) in enumerate(zip(heights, order, strict=True)):
        x = 56 + number * 102
        standing(canvas, x, 614 - number * 3, height, LOOKS[look], behind=number == 6)
    bag(canvas, 206, 504, 44, CORAL)
    bag(canvas, 616, 498, 40)


def _counter(canvas: Canvas, x: float, y: float, lamp: str) -> None:
    """Draw the booth behind a counter, with a lamp above it, from its lower left corner."""
    canvas.rect(x - 10, y - 350, 250, 350, WHITE, 8)
    canvas.rect(x + 6, y - 290, 218, 180, "#8FB4B8", 4)
    canvas.circle(x + 115, y - 320, 18, lamp)


def letters(canvas: Canvas) -> None:
    """Draw a front door from inside, with a heap of envelopes on the doormat."""
    canvas.rect(0, 0, WIDTH, 540, SAND)
    ground(canvas, 530, "#D7BF9D")
    canvas.rect(0, 516, WIDTH, 18, WHITE)
    canvas.rect(404, 30, 392, 502, WHITE, 6)
    canvas.rect(428, 52, 344, 480, TEAL, 4)
    for x in (460, 612):
        canvas.rect(x, 84, 128, 150, "#4A9298", 4)
        canvas.rect(x, 372, 128, 130, "#276D74", 4)
    canvas.rect(520, 282, 160, 44, OCHRE, 8)
    canvas.rect(534, 296, 132, 14, INK, 5)
    canvas.circle(742, 310, 14, OCHRE)
    envelope(canvas, 600, 372, 108, WHITE, 14)
    canvas.polygon([(330, 580), (870, 580), (950, 660), (250, 660)], INK)
    _heap(canvas)
    canvas.rect(110, 150, 150, 14, CLAY, 5)
    for x, fill in ((140, CORAL), (215, INK)):
        canvas.line([(x, 164), (x, 182)], INK, 6)
        canvas.polygon([(x - 30, 196), (x, 178), (x + 30, 196), (x + 38, 400), (x - 38, 400)], fill)
    plant(canvas, 1010, 560, 150)


def _heap(canvas: Canvas) -> None:
    """Draw the fourteen letters that lie on the mat."""
    fills = (WHITE, "#F0DDB9", MIST)
    for number in range(14):
        row, place = divmod(number, 5)
        x = 420 + place * 88 + row * 46
        y = 626 - row * 38 + (number * 23 % 17)
        envelope(canvas, x, y - 24, 132, fills[number % 3], (number * 31 % 40) - 20)


def library_shelves(canvas: Canvas) -> None:
    """Draw tall shelves of coloured books with some gaps, and a ladder that leans on them."""
    canvas.rect(0, 0, WIDTH, 620, "#8A6546")
    ground(canvas, 612, FLOOR)
    fills = (TEAL, CORAL, OCHRE, INK, MIST, SAND, "#4F9499", "#A84A35")
    for row in range(4):
        foot = 156 + row * 150
        for bay in range(3):
            left = 30 + bay * 390
            canvas.rect(left, foot - 128, 360, 128, "#5F4330")
            _books(canvas, left + 8, foot, row * 3 + bay, fills)
    for x in (810, 930):
        canvas.line([(x + 70, 40), (x, 650)], CLAY, 15)
    for step in range(8):
        y = 600 - step * 70
        lean = (650 - y) / 610 * 70
        canvas.line([(810 + lean, y), (930 + lean, y)], "#D2AC83", 13)


def _books(canvas: Canvas, x: float, foot: float, seed: int, fills: tuple[str, ...]) -> None:
    """Fill one bay with books, leaving a gap where some are out on loan."""
    end = x + 340
    number = seed * 5
    while x < end - 30:
        width = 20 + number * 7 % 19
        height = 84 + number * 13 % 36
        if number % 11 == 4:
            x += 64
        elif number % 13 == 7:
            tip = x + width + 30
            spine = [
                (x + 30, foot - height),
                (tip, foot - height + 8),
                (x + width, foot),
                (x, foot),
            ]
            canvas.polygon(spine, fills[number % 8])
            x += width + 34
        else:
            canvas.rect(x, foot - height, width, height, fills[number * 3 % 8], 3)
            canvas.rect(x, foot - height + 16, width, 6, fills[(number * 3 + 4) % 8])
            x += width + 2
        number += 1


def captions(canvas: Canvas) -> None:
    """Draw a large screen with a speaker and two lines of captions, watched from behind."""
    canvas.rect(0, 0, WIDTH, 675, "#3C556A")
    canvas.rect(190, 22, 820, 450, INK, 18)
    canvas.rect(208, 40, 784, 414, WALL, 8)
    canvas.rect(208, 40, 110, 310, TEAL)
    canvas.rect(882, 40, 110, 310, TEAL)
    bust(canvas, 600, 248, 42, LOOKS[4], behind=False)
    canvas.polygon([(500, 240), (700, 240), (676, 360), (524, 360)], CLAY)
    canvas.rect(486, 228, 228, 20, "#8A6546", 6)
    canvas.line([(650, 228), (640, 172)], INK, 5)
    canvas.circle(640, 170, 10, INK)
    canvas.rect(208, 346, 784, 108, INK)
    for y, parts in ((364, (96, 150, 60, 210, 80)), (410, (140, 70, 180, 110))):
        x = 600 - (sum(parts) + 16 * (len(parts) - 1)) / 2
        for width in parts:
            canvas.rect(x, y, width, 22, WHITE, 8)
            x += width + 16
    for x, number in ((270, 1), (600, 2), (930, 6)):
        bust(canvas, x, 668, 42, LOOKS[number], behind=True)
