"""What readers search for, for editors: what found nothing, and what they may say of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import ReportView

from plugins.desk import in_order
from plugins.searches.columns import COLUMNS, FORM_ID
from plugins.searches.filters import SearchesFilterSet
from plugins.searches.models import SearchedWords, SearchedWordsQuerySet
from plugins.searches.permissions import SearchesMixin
from plugins.searches.words import folded_words


class SearchesReportView(SearchesMixin, ReportView):
    """Words that are searched for often enough, the most frequent first."""

    model = SearchedWords
    page_title = _("Searches")
    header_icon = "search"
    results_template_name = "searches/admin/report_results.html"
    index_url_name = "searches:report"
    index_results_url_name = "searches:report_results"
    filterset_class = SearchesFilterSet
    is_searchable = True
    search_fields = ["words"]
    default_ordering = "-times"
    columns = COLUMNS
    list_export = [
        "words",
        "level.number",
        "level.name",
        "topic_name",
        "times",
        "results",
        "last_day",
        "is_dismissed",
    ]
    export_headings = {
        **{column.name: column.label for column in COLUMNS},
        "level.number": _("Level"),
        "level.name": _("Name of the level"),
        "topic_name": _("Topic"),
        "is_dismissed": _("Not for us"),
    }
    export_filename = "searches"

    def get_base_queryset(self) -> SearchedWordsQuerySet:
        return SearchedWords.objects.shown().with_times().select_related("level", "topic")

    def order_queryset(self, queryset: SearchedWordsQuerySet) -> SearchedWordsQuerySet:
        # Two pages of the list never show the same row, however many are searched for as often.
        return queryset.order_by(in_order(self.ordering), "words", "level__number")

    def search_queryset(self, queryset: SearchedWordsQuerySet) -> SearchedWordsQuerySet:
        # In any order, and without the marks of phrases and exclusions.
        for word in folded_words(self.search_query).split():
            queryset = queryset.filter(words__contains=word)
        return queryset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, form_id=FORM_ID, next_url=self.shown_url())

    def shown_url(self) -> str:
        """Return the address of the report as it is narrowed, also where a script asks for rows."""
        narrowed = self.request.GET.copy()
        narrowed.pop("_w_filter_fragment", None)
        return f"{self.index_url}?{narrowed.urlencode()}" if narrowed else self.index_url
