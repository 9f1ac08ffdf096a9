"""Where the site leads practitioners to their writing, and what becomes of it on pages."""

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.widgets import Button
from wagtail.models import AbstractPage

from plugins.interviews import interviews
from plugins.levels.reader import ReaderRequest
from plugins.sharing.asking import PREPARATION, can_be_asked
from plugins.sharing.links import shown_privately
from plugins.sharing.mails import choices
from plugins.sharing.making import may_make_of
from plugins.sharing.merged_topics import name_another
from plugins.sharing.personal import personal_data, personal_texts

hooks.register("shown_privately", shown_privately)
hooks.register("before_topic_merged", name_another)
hooks.register("email_choices", choices)
hooks.register("personal_data", personal_data)
hooks.register("personal_texts", personal_texts)


@hooks.register("ways_to_share")
def ways_to_share(request: ReaderRequest) -> list[dict[str, str]]:
    """Offer every interview for which there is a list of pages."""
    return [
        {
            "label": str(interview.label),
            "hint": str(interview.hint),
            "url": reverse("sharing:new", args=[interview.name]),
        }
        for interview in interviews()
        if interview.listings(request.reader).exists()
    ]


@hooks.register("below_content")
def offer_to_ask(page: AbstractPage, request: ReaderRequest) -> list[SafeString]:
    """Lead readers who prepare their own to the author who is happy to be asked."""
    is_preview = not page.live or getattr(request, "is_preview", False)
    if is_preview or PREPARATION not in request.reader.numbers:
        return []
    if not can_be_asked().filter(page=page.pk).exists():
        return []
    return [render_to_string("sharing/ask_author.html", {"page": page})]


@hooks.register("insert_editor_js")
def make_one_page() -> SafeString:
    """Have what is submitted in the editor wait for an autosave: both would make a page."""
    return format_html('<script src="{}" defer></script>', versioned_static("sharing/one_page.js"))


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def offer_to_make(page: AbstractPage, user: Any, **kwargs: Any) -> Iterator[Button]:
    """Lead editors from a page in the admin to where parts of it become something else."""
    if page.live and may_make_of(page, user):
        url = reverse("sharing:make", args=[page.pk])
        yield Button(_("Turn into a resource"), url, icon_name="copy", priority=35)
