"""Where calls and wishes meet readers, practitioners, editors and the other plugins."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import AbstractPage
from wagtail.permissions import register_permission_policy

from plugins.calls import desk, showing
from plugins.calls.log import ACTIONS
from plugins.calls.models import Answer, Wish
from plugins.calls.permissions import WishPolicy
from plugins.calls.personal import personal_data
from plugins.calls.suggesting import where_to_ask
from plugins.calls.viewsets import CallViewSet, WishViewSet

register_permission_policy(Wish, WishPolicy(Wish), exact_class=True)

hooks.register("nothing_found", showing.offer_to_ask)
hooks.register("asked_of_practitioners", showing.asked_of_practitioners)
hooks.register("occasions", showing.occasion_called)
hooks.register("shared_for", showing.note_answer)
hooks.register("what_became_of", showing.what_became_of)
hooks.register("waiting_for_editors", desk.waiting_for_editors)
hooks.register("stage_map_measures", desk.measures)
hooks.register("where_to_ask", where_to_ask)
hooks.register("personal_data", personal_data)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return [CallViewSet(), WishViewSet()]


@hooks.register("permissions_of_editors")
def ask_and_answer() -> QuerySet[Permission]:
    """Have editors make calls, and answer wishes, which readers make."""
    own = Permission.objects.filter(content_type__app_label="calls")
    return own.filter(content_type__model__in=["call", "wish"]).exclude(codename="add_wish")


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Have the histories of calls and wishes tell what was done."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)


@hooks.register("register_page_header_buttons")
def lead_to_calls(page: AbstractPage, user: Any, **kwargs: Any) -> Iterator[Button]:
    """Lead editors from a page in the admin to the calls that it answers."""
    if not user.has_perm(desk.MAY_ASK):
        return
    for answer in Answer.objects.filter(page=page.pk).select_related("call"):
        label = _("Answers the call “%(call)s”") % {"call": answer.call}
        url = reverse("practice_calls:edit", args=[answer.call_id])
        yield Button(label, url, icon_name="comment", priority=40)
