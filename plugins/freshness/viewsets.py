"""After how many months pages of each kind are due, for editors to say."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from plugins.freshness.intervals import all_kinds
from plugins.freshness.models import ReviewInterval


class ReviewIntervalIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[ReviewInterval]:
        # What was of a plugin that is gone waits for it to come back.
        kinds = [Q(page_type=page_type, kind=kind) for (page_type, kind), _months in all_kinds()]
        return ReviewInterval.objects.filter(Q(*kinds, _connector=Q.OR))


class ReviewIntervalViewSet(ModelViewSet):
    model = ReviewInterval
    name = "review_intervals"
    url_prefix = "review-dates"
    icon = "calendar-alt"
    menu_label = _("Review dates")
    menu_hook = "register_curating_menu_item"
    menu_order = 800
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 100

    index_view_class = ReviewIntervalIndexView
    list_display = [
        TitleColumn("kind_label", label=_("Kind"), url_name="review_intervals:edit"),
        Column("in_words", label=_("To be looked at again")),
    ]

    def get_permissions_to_register(self) -> QuerySet[Any]:
        permissions = super().get_permissions_to_register()
        return permissions.filter(codename="change_reviewinterval")
