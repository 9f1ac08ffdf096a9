"""Calls and wishes in the admin's menu "Curating"."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import Select
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, UserColumn
from wagtail.admin.viewsets.model import ModelViewSet

from plugins.calls.admin_forms import CallForm, WishForm
from plugins.calls.admin_views import (
    CallCreateView,
    CallEditView,
    CallIndexView,
    CloseView,
    NamePageView,
    ReopenView,
    TakeOffView,
    WishEditView,
    WishIndexView,
)
from plugins.calls.models import Call, CallQuerySet, Wish, WishQuerySet
from plugins.calls.standing import in_short
from plugins.levels.models import Topic

NO_TOPIC = _("No topic")


class CallFilterSet(WagtailFilterSet):
    late = django_filters.BooleanFilter(method="filter_late", label=_("Past its date"))
    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.all(), label=_("Topic"), null_label=NO_TOPIC
    )

    class Meta:
        model = Call
        fields = ["state", "level", "topic", "late"]

    def filter_late(self, calls: CallQuerySet, name: str, value: bool) -> CallQuerySet:
        late = Call.objects.past_their_date().order_by().values("pk")
        return calls.filter(pk__in=late) if value else calls.exclude(pk__in=late)


class CallViewSet(ModelViewSet):
    model = Call
    name = "practice_calls"
    url_prefix = "calls"
    icon = "comment"
    menu_label = _("Calls")
    menu_hook = "register_curating_menu_item"
    menu_order = 300
    copy_view_enabled = False
    add_to_reference_index = False

    index_view_class = CallIndexView
    add_view_class = CallCreateView
    edit_view_class = CallEditView
    template_prefix = ""
    list_display = [
        "title",
        Column("level", label=_("For"), sort_key="level__number"),
        Column("topic", label=_("Topic"), sort_key="topic__name"),
        Column("get_state_display", label=_("State"), sort_key="state", width="8%"),
        Column("answers", label=_("Answers"), accessor=in_short, width="16%"),
        Column("until", label=_("Until"), sort_key="until", width="10%"),
        UserColumn("asked_by", label=_("Asked by")),
        DateColumn("asked_at", label=_("Asked"), sort_key="asked_at", width="10%"),
    ]
    list_export = [
        *("title", "level", "topic", "kind", "state", "wanted", "until", "asked_by", "asked_at"),
        "closed_at",
    ]
    export_filename = "calls"
    search_fields = ["title", "text", "why"]
    filterset_class = CallFilterSet

    edit_handler = ObjectList(
        [
            HelpPanel(template="calls/admin/call.html", heading=_("Where it stands")),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("level", widget=Select), FieldPanel("topic")]),
            FieldPanel("is_meant"),
            FieldPanel("kind"),
            FieldPanel("text"),
            FieldPanel("why"),
            FieldPanel("words"),
            FieldPanel("readers"),
            FieldRowPanel([FieldPanel("wanted"), FieldPanel("until")]),
        ],
        base_form_class=CallForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        actions = {
            "name-page/<int:pk>/": (NamePageView, "name_page"),
            "close/<int:pk>/": (CloseView, "close"),
            "reopen/<int:pk>/": (ReopenView, "reopen"),
            "take-off/<int:pk>/<int:answer>/": (TakeOffView, "take_off"),
        }
        return [
            *super().get_urlpatterns(),
            *(path(route, view.as_view(), name=name) for route, (view, name) in actions.items()),
        ]


class WishFilterSet(WagtailFilterSet):
    #: What is not among the outcomes of a wish.
    WAITING, UNDECIDED = "waiting", "undecided"

    state = django_filters.ChoiceFilter(
        method="filter_state",
        label=_("State"),
        choices=[
            (WAITING, _("Waiting for an editor")),
            (UNDECIDED, _("Without an answer, also where a call is out")),
            *((outcome.value, outcome.label) for outcome in Wish.Outcome if outcome.value),
        ],
    )
    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.all(), label=_("Topic"), null_label=NO_TOPIC
    )

    class Meta:
        model = Wish
        fields = ["state", "level", "topic", "call"]

    def filter_state(self, wishes: WishQuerySet, name: str, value: str) -> WishQuerySet:
        if value == self.WAITING:
            return wishes.waiting()
        return wishes.undecided() if value == self.UNDECIDED else wishes.filter(outcome=value)


class WishViewSet(ModelViewSet):
    model = Wish
    name = "readers_wishes"
    url_prefix = "wishes"
    icon = "help"
    menu_label = _("Readers ask for")
    menu_hook = "register_curating_menu_item"
    menu_order = 310
    copy_view_enabled = False
    add_to_reference_index = False

    index_view_class = WishIndexView
    edit_view_class = WishEditView
    list_display = [
        "words",
        Column("level", label=_("Level"), sort_key="level__number"),
        Column("topic", label=_("Topic"), sort_key="topic__name"),
        NumberColumn("readers", label=_("Readers"), sort_key="readers", width="10%"),
        Column("state", label=_("State"), accessor=lambda wish: state_of(wish)),
        DateColumn("asked_at", label=_("First asked"), sort_key="asked_at", width="12%"),
    ]
    list_export = ["words", "level", "topic", "readers", "outcome", "call", "asked_at"]
    export_headings = {"readers": _("Readers")}
    export_filename = "wishes"
    search_fields = ["words"]
    filterset_class = WishFilterSet

    edit_handler = ObjectList(
        [
            HelpPanel(template="calls/admin/wish.html", heading=_("What readers ask for")),
            FieldPanel("topic"),
            FieldPanel("decision"),
            FieldPanel("call"),
            FieldPanel("page"),
            FieldPanel("text"),
        ],
        base_form_class=WishForm,
    )

    def get_permissions_to_register(self) -> QuerySet:
        return super().get_permissions_to_register().exclude(codename="add_wish")


def state_of(wish: Wish) -> Any:
    """Return where a wish stands: what came of it, or the call that is out for it."""
    if wish.is_decided or wish.call is None or not wish.call.is_open:
        return wish.get_outcome_display()
    return _("Asked for: %(call)s") % {"call": wish.call}
