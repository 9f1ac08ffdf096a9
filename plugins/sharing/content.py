"""What is written, in the units that are saved and compared as one, and how two versions meet.

A unit is a field of the page by its name, or a block of the body by its key. Every field of a form
carries the fingerprint of what it showed. A change is taken where the unit still is as its author
saw it; where it is not, neither text is thrown away.
"""

import json
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from plugins.interviews import Block, Content

BODY = "body"
#: The fingerprint of what is not there.
NOTHING = ""
# What Wagtail's editor tells the lines of a text by, written into JSON.
LINE_KEY = re.compile(r' data-block-key=\\"[^"\\]*\\"')


@dataclass(frozen=True)
class Change:
    """A new value for a unit, and the fingerprint of the one in whose place it is to come."""

    unit: str
    value: Any
    seen: str
    #: The type of block that the unit is, empty for a field.
    kind: str = ""


@dataclass
class Merged:
    """What came of changes: the content, and those that would have overwritten something."""

    content: Content
    taken: list[str] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)


def fingerprint(value: Any) -> str:
    """Return what tells a value from others, 16 hexadecimal digits, or NOTHING for None.

    Texts that say the same are the same, whatever Wagtail's editor calls their lines.
    """
    if value is None:
        return NOTHING
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(LINE_KEY.sub("", text).encode()).hexdigest()[:16]


def blocks_by_key(content: Content) -> dict[str, Block]:
    """Return the blocks of the body by their keys, in order."""
    return {block["id"]: block for block in content[BODY]}


def units_of(content: Content) -> dict[str, Any]:
    """Return the value of each unit: the fields, then the blocks of the body in their order."""
    fields = {name: value for name, value in content.items() if is_field(name)}
    return fields | {key: block["value"] for key, block in blocks_by_key(content).items()}


def is_field(name: str) -> bool:
    """Tell whether `content` keeps a field of the page under a name, and not what a draft notes."""
    return name != BODY and not name.startswith("_")


def fingerprints(content: Content) -> dict[str, str]:
    """Return the fingerprint of each unit, and under "body" the keys of the blocks in order.

    Databases keep the names in a JSON object in an order of their own.
    """
    prints = {unit: fingerprint(value) for unit, value in units_of(content).items()}
    return prints | {BODY: " ".join(blocks_by_key(content))}


def put(content: Content, unit: str, value: Any) -> None:
    """Set a unit that is there, in place."""
    block = blocks_by_key(content).get(unit)
    if block is None:
        content[unit] = value
    else:
        block["value"] = value


def merge(content: Content, changes: Iterable[Change], *, own: Iterable[str] = ()) -> Merged:
    """Return `content` with those `changes` whose authors saw what they change.

    `own` names the units that whoever makes the changes wrote last, whatever they have seen: what
    somebody types goes on from what they typed before. What others wrote last, and the form gives
    back as it was, is no change: forms are sent whole.
    """
    merged, own = Merged(deepcopy(content)), set(own)
    for change in changes:
        units = units_of(merged.content)
        now, new = fingerprint(units.get(change.unit)), fingerprint(change.value)
        if new == now or (new == change.seen and change.unit not in own):
            continue
        if change.unit in units and (change.unit in own or now == change.seen):
            put(merged.content, change.unit, change.value)
            merged.taken.append(change.unit)
        else:
            merged.conflicts.append(change)
    return merged


def catch_up(content: Content, page: Content, base: Mapping[str, str]) -> Merged:
    """Return `content` with what has changed in `page` since both were as `base` says.

    `base` holds the fingerprints of what they had in common. What was changed in both stays as it
    is in `content`; the other version is among the conflicts.
    """
    merged = Merged(deepcopy(content))
    ours, theirs = units_of(content), units_of(page)
    for unit, value in theirs.items():
        take(merged, unit, value, ours.get(unit), base.get(unit, NOTHING), page)
    gone = {unit for unit in base if unit not in theirs}
    unchanged = {unit for unit in gone if fingerprint(ours.get(unit)) == base[unit]}
    merged.content[BODY] = [each for each in merged.content[BODY] if each["id"] not in unchanged]
    if is_in_order(content, base.get(BODY, "").split()):
        put_in_order_of(page, merged.content)
    return merged


def is_in_order(content: Content, keys: list[str]) -> bool:
    """Tell whether those blocks of `content` that `keys` name are in that order."""
    here = list(blocks_by_key(content))
    return [key for key in keys if key in here] == [key for key in here if key in keys]


def take(merged: Merged, unit: str, value: Any, ours: Any, base: str, page: Content) -> None:
    """Take one unit of `page` over into `merged`, or note that it was changed in both."""
    theirs = fingerprint(value)
    if theirs == fingerprint(ours):
        if ours is not None:
            # With the keys of its lines, on which comments hang.
            put(merged.content, unit, deepcopy(value))
        return
    if theirs == base:
        return
    block = blocks_by_key(page).get(unit)
    if ours is None and block:
        insert(merged.content, block, page)
    elif fingerprint(ours) in (base, NOTHING):
        put(merged.content, unit, value)
        merged.taken.append(unit)
    else:
        merged.conflicts.append(Change(unit, value, base, block["type"] if block else ""))


def insert(content: Content, block: Block, page: Content) -> None:
    """Put a block of `page` into the body of `content`, behind the one that it is behind there."""
    before = [each["id"] for each in page[BODY]]
    before = before[: before.index(block["id"])]
    places = [at + 1 for at, each in enumerate(content[BODY]) if each["id"] in before]
    content[BODY].insert(max(places, default=0), deepcopy(block))


def put_in_order_of(page: Content, content: Content) -> None:
    """Order the blocks that both have as in `page`; others stay behind the one they are behind."""
    order = {block["id"]: at for at, block in enumerate(page[BODY])}
    groups: list[list[Block]] = [[]]
    for block in content[BODY]:
        if block["id"] in order:
            groups.append([])
        groups[-1].append(block)
    first, *others = groups
    others.sort(key=lambda group: order[group[0]["id"]])
    content[BODY] = [block for group in (first, *others) for block in group]
