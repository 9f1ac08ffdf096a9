"""Whom a call is for: readers who asked, ticked in its form, and told once it is met."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from plugins.calls.desk import readers_in_words
from plugins.calls.models import Call, Wish, WishQuerySet
from plugins.calls.wording import key_of
from plugins.levels.models import Level, Topic

#: Wishes that are offered at most.
MOST = 50
#: Digits that no key of a wish has.
LONGEST_KEY = 19
#: How near a wish is to a call: it waits for it, or is like it, or is neither.
ITS_OWN, ALIKE, OTHER = range(3)


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes that send along which there were: what nobody saw, nobody has unticked."""

    def render(self, name: str, value: Any, *args: Any, **kwargs: Any) -> SafeString:
        boxes = super().render(name, value, *args, **kwargs)
        offered = format_html_join(
            "",
            '<input type="hidden" name="{}" value="{}">',
            ((name_of_offered(name), key) for key, _label in self.choices),
        )
        return format_html("{}{}", boxes, offered)


def name_of_offered(name: str) -> str:
    """Return the name under which is sent what a field offered."""
    return f"{name}-offered"


class ReadersField(forms.ModelMultipleChoiceField):
    """The wishes of readers that a call is out for."""

    widget = Boxes
    default_error_messages = {
        "invalid_choice": gettext_lazy(
            "A colleague has dealt with some of this meanwhile. What still waits is below: look "
            "at it, and send the form again."
        ),
    }

    def __init__(self) -> None:
        super().__init__(
            Wish.objects.none(),
            required=False,
            label=gettext_lazy("Readers who asked for it, and are told once it is met"),
            help_text=gettext_lazy(
                "What readers of the level looked for in vain, and nobody has answered. Who left "
                "an address is sent one e-mail. What you leave unticked goes on waiting for an "
                "editor."
            ),
        )

    def clean(self, value: Any) -> Any:
        # Databases take no number of more digits than a key has.
        if len(keys_among(value)) < len(set(value)):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)

    def offer(self, call: Call, wishes: Iterable[Wish]) -> None:
        """Have boxes for `wishes`, and take whatever `call` may be out for."""
        self.queryset = Wish.objects.free_for(call)
        self.choices = [(wish.pk, label_of(wish)) for wish in wishes]


def label_of(wish: Any) -> str:
    """Return what readers asked for, at which level, and how many did."""
    return f"{wish}: {readers_in_words(wish.readers)}"


def wishes_near(
    call: Call,
    *,
    level: Level | None,
    topic: Topic | None = None,
    words: str | None = None,
    ticked: Collection[int] = (),
) -> WishQuerySet:
    """Return the wishes that `call` may be out for, each with how near it is: `nearness`.

    First its own, and those whose keys are `ticked`, whatever their level; then those at `level`,
    or at all where none is chosen: about `topic` or in `words`, and what most readers ask for.
    """
    # Not yet saved, it has none of its own: without a key it would have all that have no call.
    own = Q(pk__in=ticked) | (Q(call=call.pk) if call.pk else Q(pk__in=()))
    alike = Q(topic=topic) if topic else Q(pk__in=())
    if key := key_of(words or ""):
        alike |= Q(key=key)
    near = Case(
        When(own, then=Value(ITS_OWN)),
        When(alike, then=Value(ALIKE)),
        default=Value(OTHER),
        output_field=IntegerField(),
    )
    found = Wish.objects.free_for(call)
    if level:
        found = found.filter(own | Q(level=level))
    ranked = found.with_readers().annotate(nearness=near).select_related("level")
    first: WishQuerySet = ranked.order_by("nearness", "-readers", "asked_at", "pk")[:MOST]
    return first


def keys_among(texts: Iterable[str]) -> set[int]:
    """Return those of `texts` that may be keys of wishes."""
    return {
        int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < LONGEST_KEY
    }


def link(call: Call, *, chosen: Collection[Wish], offered: Collection[int]) -> None:
    """Have `call` be out for the `chosen` of the wishes that were `offered`.

    Nobody unticked what was not offered: what waits for the call goes on doing so, at its level,
    and what waits in its words does from now on.
    """
    mine, free = call.wishes.undecided(), Wish.objects.waiting()
    unticked = Q(pk__in=offered) | ~Q(level=call.level_id)
    mine.filter(unticked).exclude(pk__in=[wish.pk for wish in chosen]).update(call=None)
    in_words = free.in_words_of(call).exclude(pk__in=offered)
    keys = [*in_words.values_list("pk", flat=True), *(wish.pk for wish in chosen)]
    free.filter(pk__in=keys).update(call=call)
