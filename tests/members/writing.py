"""Writing a story with the forms of Wagtail's admin, as they are served."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.text import slugify
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)

from plugins.stories.models import StoryIndexPage


def write(client: Client, stories: StoryIndexPage, title: str, **changes: Any) -> HttpResponse:
    """Fill in and send the form for a new story; the editor's script makes the slug."""
    url = reverse("wagtailadmin_pages:add", args=["stories", "storypage", stories.pk])
    return client.post(url, filled_in(client, url, title=title, slug=slugify(title), **changes))


def filled_in(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """Return what the page form at `url` would send, with a summary, a body and `changes`."""
    form = querydict_from_html(client.get(url).text, form_id="page-edit-form")
    body = streamfield([("situation", rich_text("<p>Nobody answered the telephone.</p>"))])
    fields = {"summary": "What we did.", "body": body, "credits": streamfield([])}
    story = nested_form_data(fields)
    return {**dict(form.lists()), **story, **changes}
