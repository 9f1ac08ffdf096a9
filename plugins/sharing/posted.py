"""What was posted of a draft, wherever it is asked for by now, and whether it is there at all."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from plugins.interviews import AnswerForm
from plugins.sharing.content import Change, blocks_by_key, fingerprints, is_field
from plugins.sharing.forms import block_form, block_of, empty_value, field_form
from plugins.sharing.models import TAKEN_AWAY, Draft, TooLongError
from plugins.sharing.steps import seen_name

# PostgreSQL keeps no text with a NUL in it.
SEEN = re.compile(r"u-([^\0]{1,100})-seen")
WINDOW = re.compile(r"[0-9a-f-]{1,50}")
# Blocks that a window may send and that are gone: more than anybody takes away meanwhile.
MOST_GONE = 100
MOMENT = re.compile(r"\d{1,15}", re.ASCII)


def window_of(request: HttpRequest) -> str:
    """Return what tells the window in which something was written; empty where it does not say."""
    window = request.POST.get("window", "")
    return window if WINDOW.fullmatch(window) else ""


def moment_of(request: HttpRequest) -> int:
    """Return how late in its window something was written, 0 where it does not say."""
    moment = request.POST.get("at", "")
    return int(moment) if MOMENT.fullmatch(moment) else 0


class Posted:
    """The forms that were filled in, for the units of a draft and for blocks that are gone."""

    def __init__(self, draft: Draft, *, user: Any, data: Any, files: Any = None) -> None:
        self.draft, self.user = draft, user if user.is_authenticated else None
        self.data, self.files = data, files or MultiValueDict()
        self.forms = list(self.filled_in())
        for form in self.forms:
            form.full_clean()

    def filled_in(self) -> Iterator[AnswerForm]:
        """Yield a form for each unit that was sent, in the order in which it was.

        Raises TooLongError where more of them are gone than ever were there.
        """
        there, gone = blocks_by_key(self.draft.content), 0
        for unit in filter(None, map(unit_in, self.data)):
            if unit in there:
                block = there[unit]
                yield self.of_block(unit, block["type"], block["value"])
            elif is_field(unit) and unit in self.draft.content:
                model = field_form(self.draft.interview, unit)
                yield self.form(model, unit, self.draft.content[unit])
            else:
                gone += 1
                if gone > MOST_GONE:
                    raise TooLongError
                yield from self.of_gone(unit)

    def of_block(self, unit: str, kind: str, value: Any) -> AnswerForm:
        return self.form(block_form(self.draft.interview, kind), unit, value, kind)

    def of_gone(self, unit: str) -> Iterator[AnswerForm]:
        """Yield the form for a block that was taken away in another window meanwhile."""
        kind = self.data.get(f"u-{unit}-kind", "")
        if block_of(self.draft.interview, kind) is not None:
            taken = self.draft.content.get(TAKEN_AWAY, {}).get("block", {})
            is_known = (taken.get("id"), taken.get("type")) == (unit, kind)
            value = taken["value"] if is_known else empty_value(self.draft.interview, kind)
            yield self.of_block(unit, kind, value)

    def form(self, model: type[AnswerForm], unit: str, value: Any, kind: str = "") -> AnswerForm:
        return model(self.data, self.files, unit=unit, value=value, kind=kind, user=self.user)

    def changes(self) -> list[Change]:
        """Return what is to be saved, even where something in it is refused."""
        return [
            Change(form.unit, form.value(), form.cleaned_data.get("seen", ""), form.kind)
            for form in self.forms
        ]

    def errors(self) -> dict[str, list[str]]:
        """Return what was refused, a file say, by unit."""
        return {
            form.unit: [str(text) for texts in form.errors.values() for text in texts]
            for form in self.forms
            if form.errors
        }

    def refused_only(self) -> dict[str, Any]:
        """Return what was posted in the forms that were refused, to be shown with what is wrong.

        All else is saved, and so is what was not refused of these: they go on from there.
        """
        now = fingerprints(self.draft.content)
        return {
            name: now.get(form.unit, "") if name == seen_name(form.unit) else self.data[name]
            for form in self.forms
            if form.errors
            for name in self.data
            if name.startswith(f"u-{form.unit}-")
        }


def unit_in(name: str) -> str:
    """Return the unit whose form has been sent, by the name of a field that each form has."""
    match = SEEN.fullmatch(name)
    return match[1] if match else ""
