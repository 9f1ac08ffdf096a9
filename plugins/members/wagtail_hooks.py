"""How members fit into the admin: what they see of drafts, and what they do to each other."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem
from wagtail.query import PageQuerySet

from plugins.members import bulk_actions, drafts, emails

# By which other plugins write to members.
hooks.register("may_email", emails.may_email)
hooks.register("choose_emails", emails.choose)
hooks.register("stop_emails_url", emails.stop_url)


@hooks.register("construct_page_chooser_queryset")
def hide_foreign_drafts(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Leave other people's drafts out of the page chooser, and what is below them."""
    match = request.resolver_match
    if match and "parent_page_id" in match.kwargs:
        drafts.refuse_foreign_draft(match.kwargs["parent_page_id"], request.user)
    return drafts.without_foreign_drafts(pages, request.user)


@hooks.register("construct_explorer_page_queryset")
def refuse_to_explore_foreign_drafts(
    parent: Any, pages: PageQuerySet, request: HttpRequest
) -> PageQuerySet:
    """Keep the explorer from opening them; the policy keeps them out of its lists."""
    drafts.refuse_foreign_draft(parent.pk, request.user)
    return pages


# Last: Wagtail puts the number in with this hook as well.
@hooks.register("construct_homepage_summary_items", order=1000)
def hide_the_number_of_pages(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Leave the number of all pages, drafts too, to those who publish."""
    if not drafts.may_publish(request.user):
        items[:] = [item for item in items if not isinstance(item, PagesSummaryItem)]


@hooks.register("construct_reports_menu")
def hide_the_report_on_page_types(request: HttpRequest, items: list[MenuItem]) -> None:
    """Offer the report only to those whom admin_views.PageTypesReport lets in."""
    if not drafts.may_publish(request.user):
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("register_account_menu_item")
def link_own_account(request: HttpRequest) -> dict[str, str]:
    """Lead from the admin's preferences to the member's own account."""
    return {
        "url": reverse("members:account"),
        "label": _("Your account"),
        "help_text": _(
            "About you, e-mails, password and two-factor authentication; your data, to take along."
        ),
    }


# Wagtail's own come with order 0: the last one of a name counts.
for action in (bulk_actions.AssignRole, bulk_actions.SetActiveState, bulk_actions.Delete):
    hooks.register("register_bulk_action", action, order=1)
