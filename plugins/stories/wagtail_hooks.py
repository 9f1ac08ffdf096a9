"""Where practitioners share a story."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import LevelledPageQuerySet
from plugins.stories.models import StoryIndexPage


@hooks.register("ways_to_share")
def share_a_story(request: ReaderRequest) -> list[dict[str, str]]:
    """Offer to write a story in the editor, wherever there is a list of stories."""
    lists = LevelledPageQuerySet(StoryIndexPage).public_to(request.reader)
    return [
        {
            "label": _("Share a story"),
            "hint": _("What you did, and what came of it."),
            "url": reverse("wagtailadmin_pages:add", args=["stories", "storypage", pk]),
        }
        for pk in lists.values_list("pk", flat=True)
    ]
