"""Where editors pick pages, and see which picks readers no longer meet."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.forms import Select
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet

from plugins.desk import curated_by
from plugins.levels.models import FIRST, LAST, Level
from plugins.levels.registry import levelled_models
from plugins.picks.models import Pick, PickQuerySet

WORDS_SHOWN = 12


def picks_of(user: Any) -> PickQuerySet:
    """Return the picks of pages that `user` may publish, with their state: no others are theirs."""
    picks = Pick.objects.filter(page__in=curated_by(user)).with_state()
    return picks.select_related("level", "page")


class PickForm(WagtailAdminModelForm):
    def clean_page(self) -> Any:
        page = self.cleaned_data["page"]
        # Before anything is said of it: it may be a page that they are not to know of, and Wagtail
        # shows the title of what was sent.
        if not curated_by(self.for_user).filter(pk=page.pk).exists():
            self.data: Any = {**self.data.dict(), self.add_prefix("page"): ""}
            raise ValidationError(_("Pick a page that you may publish yourself."))
        return page


class PickFilterSet(WagtailFilterSet):
    is_shown = django_filters.BooleanFilter(
        method="filter_shown", label=gettext_lazy("Shown to readers")
    )

    class Meta:
        model = Pick
        fields = ["is_shown", "level"]

    def filter_shown(self, picks: PickQuerySet, name: str, value: bool) -> PickQuerySet:
        return picks.shown(value)


class PickIndexView(IndexView):
    def get_base_queryset(self) -> PickQuerySet:
        return picks_of(self.request.user)

    def order_queryset(self, queryset: PickQuerySet) -> PickQuerySet:
        # Those for the same words stay together, in the order that readers meet.
        return super().order_queryset(queryset).order_by(self.ordering, "level", "place", "pk")


class PickCreateView(CreateView):
    def get_initial_form_instance(self) -> Pick:
        asked_for = self.request.GET
        number = asked_for.get("level", "")
        is_level = number in map(str, range(FIRST, LAST + 1))
        return Pick(
            words=asked_for.get("words", "")[: Pick._meta.get_field("words").max_length],
            level=Level.objects.numbered(int(number)).first() if is_level else None,
            made_by=self.request.user,
        )


# Of a page that somebody may not publish, they know of no pick.


class PickEditView(EditView):
    def get_queryset(self) -> PickQuerySet:
        return picks_of(self.request.user)


class PickDeleteView(DeleteView):
    def get_queryset(self) -> PickQuerySet:
        return picks_of(self.request.user)


class PickHistoryView(HistoryView):
    def get_base_object_queryset(self) -> PickQuerySet:
        return picks_of(self.request.user)


class PickUsageView(UsageView):
    def get_base_object_queryset(self) -> PickQuerySet:
        return picks_of(self.request.user)


class PickViewSet(ModelViewSet):
    model = Pick
    name = "picks"
    url_prefix = "picks"
    icon = "pick"
    menu_hook = "register_curating_menu_item"
    menu_order = 500
    copy_view_enabled = False
    add_to_reference_index = False

    index_view_class = PickIndexView
    add_view_class = PickCreateView
    edit_view_class = PickEditView
    delete_view_class = PickDeleteView
    history_view_class = PickHistoryView
    usage_view_class = PickUsageView
    index_results_template_name = "picks/admin/index_results.html"

    list_display = [
        TitleColumn(
            "words",
            label=gettext_lazy("Words"),
            get_url=lambda pick: reverse("picks:edit", args=[pick.pk]),
            sort_key="key",
        ),
        Column("level", label=gettext_lazy("Level"), sort_key="level"),
        TitleColumn(
            "page",
            label=gettext_lazy("Page"),
            accessor="page.title",
            get_url=lambda pick: reverse("wagtailadmin_pages:edit", args=[pick.page_id]),
            sort_key="page__title",
        ),
        NumberColumn("place", label=gettext_lazy("Place")),
        StatusTagColumn(
            "state", label=gettext_lazy("Readers"), primary=lambda pick: not pick.is_shown
        ),
        Column(
            "note",
            label=gettext_lazy("Why"),
            accessor=lambda pick: Truncator(pick.note).words(WORDS_SHOWN),
        ),
    ]
    ordering = "key"
    search_fields = ["words", "page__title", "note"]
    filterset_class = PickFilterSet

    def get_edit_handler(self) -> Any:
        """Return the form, in which pages of every levelled type can be chosen."""
        panels = [
            FieldPanel("words"),
            FieldPanel("level", widget=Select),
            PageChooserPanel("page", page_type=[each._meta.label for each in levelled_models()]),
            FieldPanel("place"),
            FieldPanel("note"),
        ]
        return ObjectList(panels, base_form_class=PickForm).bind_to_model(self.model)
