"""The columns of the report of searches."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import (
    BaseColumn,
    ButtonsColumnMixin,
    Column,
    NumberColumn,
    TitleColumn,
)
from wagtail.admin.widgets.button import BaseButton, Button, ButtonWithDropdown, ListingButton

from plugins.searches.models import SearchedWords
from plugins.searches.offers import actions_for, where_to_ask
from plugins.searches.permissions import policy

#: The form on the page with which the buttons of a list are sent.
FORM_ID = "searches-form"


class WordsColumn(ButtonsColumnMixin, TitleColumn):
    """Words, with what may be done about them."""

    def get_buttons(
        self, instance: SearchedWords, parent_context: Mapping[str, Any]
    ) -> list[BaseButton]:
        user, words = parent_context["request"].user, {"words": instance.words}
        buttons: list[BaseButton] = []
        if not instance.is_dismissed and (url := where_to_ask(user, instance)):
            label = {"aria-label": _("Ask for this: %(words)s") % words}
            buttons.append(ListingButton(_("Ask for this"), url=url, attrs=label, priority=10))
        if others := [*buttons_of_others(user, instance), *own_buttons(user, instance)]:
            label = {"aria-label": _("What to do about “%(words)s”") % words}
            buttons.append(
                ButtonWithDropdown(
                    buttons=others, icon_name="dots-horizontal", attrs=label, priority=20
                )
            )
        return buttons


def buttons_of_others(user: Any, searched: SearchedWords) -> Iterator[Button]:
    """Yield what the other plugins let `user` do about words."""
    for action in actions_for(user, searched):
        yield Button(action["label"], url=action["url"], priority=50)


def own_buttons(user: Any, searched: SearchedWords) -> list[Button]:
    """Return what `user` may say of words."""
    if not policy.user_has_permission(user, "change"):
        return []
    place = reverse("searches:place", args=[searched.pk])
    buttons = [Button(_("Belongs to topic…"), url=place, priority=110)]
    if searched.is_dismissed:
        return [*buttons, sending(_("For us, after all"), "restore", searched, priority=120)]
    return [*buttons, sending(_("Not for us"), "dismiss", searched, priority=120)]


def sending(label: str, name: str, searched: SearchedWords, *, priority: int) -> Button:
    """Return a button that sends the page's form to the view with a name."""
    url = reverse(f"searches:{name}", args=[searched.pk])
    attrs = {"type": "submit", "form": FORM_ID, "formaction": url}
    return Button(label, attrs=attrs, priority=priority)


def said_of(number: int | None) -> str:
    """Return how many pages were found, in words."""
    if number is None:
        return ""
    if not number:
        return _("Nothing")
    return ngettext("%(count)d page", "%(count)d pages", number) % {"count": number}


class FindsNowColumn(BaseColumn):
    """What words find by now that found nothing the last time: a script asks for each in turn.

    The list does not wait for them: fifty searches are some hundred queries.
    """

    cell_template_name = "searches/admin/finds_now_cell.html"

    class Media:
        css = {"all": ("searches/report.css",)}
        js = ("searches/finds_now.js",)

    def get_cell_context_data(
        self, instance: SearchedWords, parent_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        if instance.is_unmet:
            context["now_url"] = reverse("searches:now", args=[instance.pk])
            if policy.user_has_permission(context["request"].user, "change"):
                context["again_url"] = reverse("searches:again", args=[instance.pk])
        return {**context, "form_id": FORM_ID}


COLUMNS = [
    WordsColumn(
        "words",
        label=gettext_lazy("Words"),
        sort_key="words",
        classname="searches-words",
        width="30%",
    ),
    Column("level", label=gettext_lazy("Level"), sort_key="level__number"),
    Column("topic", label=gettext_lazy("Topic"), accessor="topic_name", sort_key="topic__name"),
    NumberColumn("times", label=gettext_lazy("Searched for"), sort_key="times"),
    Column(
        "results",
        label=gettext_lazy("Found the last time"),
        accessor=lambda searched: said_of(searched.results),
        sort_key="results",
    ),
    FindsNowColumn("finds_now", label=gettext_lazy("Finds now")),
    # No "three hours ago": nothing but the day is known.
    Column(
        "last_day",
        label=gettext_lazy("Last on"),
        accessor=lambda searched: date_format(searched.last_day),
        sort_key="last_day",
    ),
]
