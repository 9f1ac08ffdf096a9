"""What a button asks for, beside saving: another step, another block, one of two versions."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from plugins.interviews import new_block
from plugins.levels.reader import ReaderRequest
from plugins.sharing.content import blocks_by_key
from plugins.sharing.forms import empty_value
from plugins.sharing.links import settle
from plugins.sharing.models import Draft
from plugins.sharing.problems import MOST_PICTURES, PICTURE, pictures_in
from plugins.sharing.steps import CHECK, seen_name, steps_of

#: The cookie by which a browser remembers how its user likes to write, and its values.
MANNER = "writing"
ALL, STEPS = "all", "steps"
#: How a time is told that is heard as it is read.
CLOCK = "H:i"
YEAR = 365 * 24 * 60 * 60  # seconds
#: The key of a version that is kept beside another.
KEY = re.compile(r"\d{1,18}", re.ASCII)


def act(request: ReaderRequest, draft: Draft, name: str) -> HttpResponse:
    """Do what was asked for in the step called `name`, and return where it leads."""
    for action, do in ACTIONS.items():
        if action in request.POST:
            return do(request, draft, name, request.POST[action])
    return go(request, draft, name, "save")


def go(request: ReaderRequest, draft: Draft, name: str, where: str) -> HttpResponse:
    """Go to another step, to all on one page, or stay."""
    names = [step.name for step in steps_of(draft.interview, draft.content)]
    missing = missing_first(draft, name) if where == "next" else ""
    if missing:
        messages.error(request, missing)
        return redirect(address(draft, name))
    if where == "next":
        at = names.index(name) + 1 if name in names else len(names)
        where = names[min(at, len(names) - 1)]
    elif where == "back" and name in names:
        where = names[max(names.index(name) - 1, 0)]
    if where in (ALL, STEPS):
        return in_manner(draft, where, names)
    if where == CHECK:
        return redirect("sharing:check", draft.pk)
    if where in names:
        return redirect("sharing:write", draft.pk, where)
    time = time_format(timezone.localtime(draft.saved_at), CLOCK)
    messages.success(request, _("Saved at %(time)s.") % {"time": time})
    return redirect(address(draft, name))


def missing_first(draft: Draft, name: str) -> str:
    """Return what to say of a step that all others depend on, empty where it is answered."""
    if name not in draft.interview.first_fields:
        return ""
    problems = draft.interview.problems(draft.content)
    return next((text for unit, text in problems if unit == name), "")


def in_manner(draft: Draft, manner: str, names: list[str]) -> HttpResponse:
    """Go on in another manner, and remember it."""
    response = redirect(address(draft, "" if manner == ALL else names[0]))
    response.set_cookie(MANNER, manner, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def add(request: ReaderRequest, draft: Draft, name: str, what: str) -> HttpResponse:
    """Add a block behind another: its type, a colon, and the key of the other."""
    kind, _colon, after = what.partition(":")
    if kind not in draft.interview.additions:
        return redirect(address(draft, name))
    if kind == PICTURE and len(pictures_in(draft.content)) >= MOST_PICTURES:
        message = _(
            "There are %(most)d pictures, as many as a page can have. Take one away to add another."
        )
        messages.error(request, message % {"most": MOST_PICTURES})
        return redirect(address(draft, name))
    block = new_block(kind, empty_value(draft.interview, kind))
    draft.add(block, after=after)
    return to_unit(draft, name, block["id"])


def add_part(request: ReaderRequest, draft: Draft, name: str, what: str) -> HttpResponse:
    """Add a part with a heading of its author's own."""
    if not draft.interview.may_add_parts:
        return redirect(address(draft, name))
    heading = draft.add_part("heading")
    return to_unit(draft, name and heading["id"], heading["id"])


def remove(request: ReaderRequest, draft: Draft, name: str, unit: str) -> HttpResponse:
    """Take a block away, and offer to put it back."""
    block = blocks_by_key(draft.content).get(unit)
    # What was typed into it a moment ago is saved by now: that is what is taken away.
    if block and request.POST.get(seen_name(unit)) is not None:
        draft.take_away(unit)
        messages.info(request, _("It is taken away. “Put back” below brings it back."))
    return redirect(address(draft, name))


def put_back(request: ReaderRequest, draft: Draft, name: str, what: str) -> HttpResponse:
    """Put back what was taken away last."""
    unit = draft.put_back()
    return to_unit(draft, name, unit) if unit else redirect(address(draft, name))


def move(request: ReaderRequest, draft: Draft, name: str, what: str) -> HttpResponse:
    """Move a block by one place: "up" or "down", a colon, and its key."""
    direction, _colon, unit = what.partition(":")
    draft.move(unit, -1 if direction == "up" else 1)
    return to_unit(draft, name, unit)


def use(request: ReaderRequest, draft: Draft, name: str, key: str) -> HttpResponse:
    """Take another version of a unit; the one that was there is kept instead."""
    version = draft.versions.filter(pk=key).first() if KEY.fullmatch(key) else None
    if version is None:
        return redirect(address(draft, name))
    version.draft = draft
    version.use()
    messages.success(request, _("That version is in your text now, and the other one beside it."))
    if name:
        # What was taken away is put back at the end.
        name = step_with(draft, version.unit) or name
    return to_unit(draft, name, version.unit)


def drop(request: ReaderRequest, draft: Draft, name: str, key: str) -> HttpResponse:
    """Let another version go."""
    if KEY.fullmatch(key):
        draft.versions.filter(pk=key).delete()
    return redirect(address(draft, name))


def settle_remark(request: ReaderRequest, draft: Draft, name: str, wish: str) -> HttpResponse:
    """Do with what a colleague said, beside the text, what is asked for."""
    settle(draft, wish)
    return redirect(address(draft, name))


def catch_up(request: ReaderRequest, draft: Draft, name: str, what: str) -> HttpResponse:
    """Take over what has changed on the page, in Wagtail's editor say."""
    draft.catch_up_with_page()
    return redirect(address(draft, name))


def step_with(draft: Draft, unit: str) -> str:
    """Return the name of the step in which a block is, empty for a field or where it is gone."""
    parts = [step.part for step in steps_of(draft.interview, draft.content) if step.part]
    return next((part.name for part in parts if unit in [b["id"] for b in part.blocks]), "")


def address(draft: Draft, name: str) -> str:
    """Return where a step is, or with an empty `name` all of them."""
    if not name:
        return reverse("sharing:write_all", args=[draft.pk])
    return reverse("sharing:write", args=[draft.pk, name])


def to_unit(draft: Draft, name: str, unit: str) -> HttpResponseRedirect:
    """Lead to a unit on the page of its step."""
    return HttpResponseRedirect(f"{address(draft, name)}#unit-{unit}")


#: By the name of the button. The first that was pressed counts.
ACTIONS: dict[str, Callable[[ReaderRequest, Draft, str, str], HttpResponse]] = {
    "add": add,
    "add-part": add_part,
    "remove": remove,
    "put-back": put_back,
    "move": move,
    "use": use,
    "drop": drop,
    "catch-up": catch_up,
    "remark": settle_remark,
    "go": go,
}
