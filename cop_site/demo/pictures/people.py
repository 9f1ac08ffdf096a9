"""Flat little people: standing, walking, sitting, seen from behind, and their hands."""

from __future__ import annotations

from dataclasses import dataclass

from .canvas import CLAY, CORAL, INK, MIST, OCHRE, SAND, TEAL, Canvas

SKIN_LIGHT = "#E8C2A0"
SKIN_BROWN = "#A9714B"
SKIN_DARK = "#6E4630"
HAIR_GREY = "#C9CDCB"
HAIR_BROWN = "#5B3A29"


@dataclass(frozen=True)
class Look:
    """What somebody looks like: the colours of coat, skin, hair and legs, and long hair or not."""

    coat: str
    skin: str = SKIN_LIGHT
    hair: str = INK
    legs: str = INK
    long_hair: bool = False


LOOKS = (
    Look(TEAL, SKIN_BROWN, INK),
    Look(CORAL, SKIN_LIGHT, HAIR_BROWN, long_hair=True),
    Look(OCHRE, SKIN_DARK, INK),
    Look(INK, SKIN_LIGHT, HAIR_GREY, TEAL),
    Look(SAND, SKIN_BROWN, HAIR_BROWN, TEAL, long_hair=True),
    Look(MIST, SKIN_LIGHT, OCHRE),
    Look(CORAL, SKIN_DARK, HAIR_GREY, TEAL),
)
"""People to choose from."""


def shade(colour: str) -> str:
    """Give a slightly darker tone of a colour, for what lies in front of it."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part * 0.84):02X}" for part in parts)


def long_hair(canvas: Canvas, x: float, y: float, unit: float, look: Look) -> None:
    """Draw hair that falls behind the shoulders, before the body is drawn, if there is any."""
    if look.long_hair:
        canvas.rect(x - unit * 1.12, y - unit * 0.6, unit * 2.24, unit * 2.4, look.hair, unit)


def head(canvas: Canvas, x: float, y: float, unit: float, look: Look, *, behind: bool) -> None:
    """Draw a head around its centre, from the front or from behind."""
    canvas.rect(x - unit * 0.4, y + unit * 0.5, unit * 0.8, unit * 0.9, look.skin)
    canvas.circle(x, y, unit, look.skin)
    if behind:
        canvas.circle(x, y - unit * 0.1, unit * 1.08, look.hair)
    else:
        canvas.slice(x, y - unit * 0.12, unit * 1.1, 180, 360, look.hair)


def standing(
    canvas: Canvas, x: float, y: float, height: float, look: Look, *, behind: bool = False
) -> None:
    """Draw somebody who stands with the feet at a point."""
    unit = height / 8
    for side in (-1, 1):
        left = x + side * unit * 0.62 - unit * 0.5
        canvas.rect(left, y - unit * 3.2, unit, unit * 3.1, look.legs, unit * 0.3)
        canvas.ellipse(x + side * unit * 0.72, y - unit * 0.15, unit * 0.68, unit * 0.3, INK)
        arm = [(x + side * unit * 1.2, y - unit * 5.5), (x + side * unit * 1.65, y - unit * 3.2)]
        canvas.circle(arm[1][0], arm[1][1] + unit * 0.3, unit * 0.36, look.skin)
        canvas.line(arm, shade(look.coat), unit * 0.75)
    if not behind:
        long_hair(canvas, x, y - unit * 7, unit, look)
    canvas.rect(x - unit * 1.45, y - unit * 6, unit * 2.9, unit * 3.6, look.coat, unit * 0.9)
    head(canvas, x, y - unit * 7, unit, look, behind=behind)
    if behind:
        long_hair(canvas, x, y - unit * 7, unit, look)


def walking(canvas: Canvas, x: float, y: float, height: float, look: Look) -> None:
    """Draw somebody who walks to the right, with the feet around a point."""
    unit = height / 8
    hip = (x, y - unit * 3)
    for reach in (-1.5, 1.4):
        foot = (x + unit * reach, y - unit * 0.35)
        canvas.line([hip, foot], look.legs, unit * 0.95)
        canvas.ellipse(foot[0] + unit * 0.3, y - unit * 0.2, unit * 0.65, unit * 0.3, INK)
    long_hair(canvas, x, y - unit * 7, unit, look)
    canvas.rect(x - unit * 1.15, y - unit * 6, unit * 2.3, unit * 3.6, look.coat, unit * 0.9)
    hand = (x + unit * 1.5, y - unit * 3.5)
    canvas.circle(hand[0] + unit * 0.2, hand[1] + unit * 0.2, unit * 0.4, look.skin)
    canvas.line([(x, y - unit * 5.2), hand], shade(look.coat), unit * 0.7)
    head(canvas, x + unit * 0.2, y - unit * 7, unit, look, behind=False)


def seated(canvas: Canvas, x: float, y: float, height: float, look: Look) -> None:
    """Draw somebody who sits facing us, with the feet at a point."""
    unit = height / 6.4
    for side in (-1, 1):
        left = x + side * unit * 0.72 - unit * 0.52
        canvas.rect(left, y - unit * 2.4, unit * 1.04, unit * 2.3, look.legs, unit * 0.3)
        canvas.ellipse(x + side * unit * 0.76, y - unit * 0.12, unit * 0.68, unit * 0.3, INK)
    long_hair(canvas, x, y - unit * 5.7, unit, look)
    canvas.rect(x - unit * 1.45, y - unit * 4.9, unit * 2.9, unit * 2.9, look.coat, unit * 0.9)
    canvas.rect(x - unit * 1.4, y - unit * 2.6, unit * 2.8, unit * 0.95, look.legs, unit * 0.45)
    for side in (-1, 1):
        shoulder = (x + side * unit * 1.25, y - unit * 4.2)
        canvas.line(
            [shoulder, (x + side * unit * 1.45, y - unit * 3)], shade(look.coat), unit * 0.7
        )
        canvas.circle(x + side * unit * 0.9, y - unit * 2.6, unit * 0.4, look.skin)
    head(canvas, x, y - unit * 5.7, unit, look, behind=False)


def bust(canvas: Canvas, x: float, y: float, unit: float, look: Look, *, behind: bool) -> None:
    """Draw head and shoulders above a point."""
    if not behind:
        long_hair(canvas, x, y - unit * 3.2, unit, look)
    canvas.rect(x - unit * 1.9, y - unit * 2.2, unit * 3.8, unit * 3.4, look.coat, unit * 1.3)
    head(canvas, x, y - unit * 3.2, unit, look, behind=behind)
    if behind:
        long_hair(canvas, x, y - unit * 3.2, unit, look)


def hand_from_above(
    canvas: Canvas, x: float, y: float, size: float, sleeve: str, skin: str, *, up: bool
) -> None:
    """Draw a flat hand seen from above, coming into the picture from below or from the top."""
    way = -1 if up else 1
    wrist = (x, y - way * size * 2.2)
    canvas.line([(x, y - way * size * 7), wrist], sleeve, size * 2.1)
    canvas.line([wrist, (x, y)], skin, size * 1.35)
    canvas.circle(x, y, size * 0.98, skin)
    for shift, length in ((-0.72, 1.5), (-0.24, 1.85), (0.24, 1.8), (0.72, 1.45)):
        tip = (x + shift * size * 1.25, y + way * size * length)
        canvas.line([(x + shift * size, y), tip], skin, size * 0.44)
    thumb = (x + size * 1.45, y + way * size * 0.35)
    canvas.line([(x + size * 0.3, y - way * size * 0.5), thumb], skin, size * 0.5)


def bag(canvas: Canvas, x: float, y: float, size: float, fill: str = CLAY) -> None:
    """Draw a bag that hangs from a hand at a point."""
    canvas.arc(x, y + size * 0.3, size * 0.35, 180, 360, INK, size * 0.1)
    canvas.rect(x - size / 2, y + size * 0.3, size, size * 0.85, fill, size * 0.14)
