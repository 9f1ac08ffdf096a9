"""The pictures of the demo stories, drawn in code so that none has to be borrowed."""

from __future__ import annotations

from collections.abc import Callable

from .buildings import flats, notice_board, ramp, weighbridge
from .canvas import Canvas
from .indoors import captions, letters, library_shelves, queue, waiting_room
from .outdoors import bus_stop, flood, footbridge, gritter
from .tabletops import paper_cards, phone_hands, screen_reader, tree_map

DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "bus-stop": bus_stop,
    "captions": captions,
    "flats": flats,
    "flood": flood,
    "footbridge": footbridge,
    "gritter": gritter,
    "letters": letters,
    "library-shelves": library_shelves,
    "notice-board": notice_board,
    "paper-cards": paper_cards,
    "phone-hands": phone_hands,
    "queue": queue,
    "ramp": ramp,
    "screen-reader": screen_reader,
    "tree-map": tree_map,
    "waiting-room": waiting_room,
    "weighbridge": weighbridge,
}
"""Every drawing by the name that a story's front matter uses."""


def draw(name: str) -> bytes:
    """Draw the picture of this name and give it as a PNG file of 1200 by 675 points."""
    try:
        scene = DRAWINGS[name]
    except KeyError:
        known = ", ".join(sorted(DRAWINGS))
        raise KeyError(f"There is no drawing called {name!r}. There are: {known}.") from None
    canvas = Canvas()
    scene(canvas)
    return canvas.png()
