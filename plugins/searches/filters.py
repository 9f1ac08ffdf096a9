"""How the report of searches is narrowed."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from plugins.levels.models import Topic, all_levels
from plugins.searches.models import SearchCount, SearchedWords, SearchedWordsQuerySet

#: What the report may be narrowed to, by the name that its URL gives it.
NOTHING, SOMETHING, ASIDE = "nothing", "something", "aside"


def levels() -> list[tuple[int, str]]:
    """Return the levels to choose from, by number."""
    return [(level.number, str(level)) for level in all_levels()]


class SearchesFilterSet(WagtailFilterSet):
    found = django_filters.ChoiceFilter(
        label=_("Found"),
        choices=[
            (NOTHING, _("Nothing, the last time")),
            (SOMETHING, _("Pages")),
            (ASIDE, _("Not for us")),
        ],
        method="narrow_by_found",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"),
        field_name="level__number",
        choices=levels,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), queryset=Topic.objects.all(), null_label=_("No topic")
    )
    day = django_filters.DateFromToRangeFilter(
        label=_("Day"), method="narrow_by_day", widget=DateRangePickerWidget
    )

    class Meta:
        model = SearchedWords
        fields = ["found", "level", "topic", "day"]

    def narrow_by_found(
        self, searches: SearchedWordsQuerySet, name: str, value: str
    ) -> SearchedWordsQuerySet:
        """Narrow to what found nothing, or something, or was put aside."""
        if value == NOTHING:
            return searches.unmet()
        if value == ASIDE:
            return searches.filter(is_dismissed=True)
        return searches.filter(results__gt=0)

    def narrow_by_day(
        self, searches: SearchedWordsQuerySet, name: str, value: Any
    ) -> SearchedWordsQuerySet:
        """Count the searches between two days only, and leave out what nobody searched for then."""
        start, end = day_of(value.start), day_of(value.stop)
        counts = SearchCount.objects.between(start, end).filter(words=OuterRef("pk"))
        return searches.filter(Exists(counts)).with_times(start, end)


def day_of(moment: Any) -> date | None:
    """Return the day of what a field for a range of days gives, None where it is open."""
    return moment.date() if moment else None
