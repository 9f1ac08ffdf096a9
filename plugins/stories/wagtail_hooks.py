"""Where practitioners share a story."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from plugins.levels.visibility import published
from plugins.stories.models import StoryIndexPage


@hooks.register("ways_to_share")
def share_a_story(request: HttpRequest) -> list[dict[str, str]]:
    """Offer to write a story in the editor, wherever there is a list of stories."""
    return [
        {
            "label": _("Share a story"),
            "hint": _("What you did, and what came of it."),
            "url": reverse("wagtailadmin_pages:add", args=["stories", "storypage", pk]),
        }
        for pk in published(StoryIndexPage.objects.all()).values_list("pk", flat=True)
    ]
