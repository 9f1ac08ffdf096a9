"""The pictures for sharing: four steps, and above them what the page is about."""

from cop_site.artwork.shapes import LEVELS, PAPER, SHAPES, SUN, Pen, tint
from cop_site.demo.pictures.canvas import Canvas

# Of the size that services which show a large picture ask for.
WIDTH, HEIGHT = 1200, 630
TREAD = WIDTH // len(LEVELS)
LOWEST, RISE = 120, 84
#: How much of their colour the steps keep that the page is not about.
FAINT = 0.22
SIGN = (210, 205, 130)  # the centre and the radius of what is above the steps


def all_levels() -> Canvas:
    """Draw what stands for a page that is for every level."""
    canvas = Canvas(PAPER, width=WIDTH, height=HEIGHT)
    canvas.circle(*SIGN, SUN)
    for number, colour in LEVELS.items():
        draw_step(canvas, number, colour, PAPER)
    return canvas


def one_level(chosen: int) -> Canvas:
    """Draw what stands for a page of one level."""
    canvas = Canvas(PAPER, width=WIDTH, height=HEIGHT)
    x, y, radius = SIGN
    canvas.circle(x, y, radius, LEVELS[chosen])
    SHAPES[chosen](Pen(canvas, x - 84, y - 84, 168, PAPER))
    for number, colour in LEVELS.items():
        if number == chosen:
            draw_step(canvas, number, colour, PAPER)
        else:
            draw_step(canvas, number, tint(colour, FAINT), tint(colour, 0.6))
    return canvas


def draw_step(canvas: Canvas, number: int, colour: str, sign: str) -> None:
    """Draw the step of a level, with the level's shape on it."""
    left, top = (number - 1) * TREAD, HEIGHT - LOWEST - (number - 1) * RISE
    canvas.rect(left, top, TREAD, HEIGHT - top, colour)
    SHAPES[number](Pen(canvas, left + TREAD / 2 - 34, top + 24, 68, sign))
