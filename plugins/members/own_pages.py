"""The pages that a member wrote: drafts, stories, resources, whatever plugins bring."""

import swapper
from django.contrib.contenttypes.models import ContentType
from wagtail.models import AbstractPage, WorkflowState
from wagtail.query import PageQuerySet

from plugins.levels.registry import levelled_models
from plugins.levels.visibility import all_pages
from plugins.members.models import User


def pages_of(user: User) -> PageQuerySet:
    """Return the levelled pages that `user` wrote, the oldest first.

    Lists and the like, which an editor may have set up, are the site's.
    """
    types = ContentType.objects.get_for_models(*levelled_models(), for_concrete_models=False)
    return all_pages().filter(owner=user, content_type__in=types.values()).order_by("pk")


def is_draft(page: AbstractPage) -> bool:
    """Tell whether no reader ever read a page, nor will at an hour that is set."""
    is_scheduled = page.revisions.filter(approved_go_live_at__isnull=False).exists()
    return not (page.live or page.first_published_at or is_scheduled)


def reviews() -> dict[str, str]:
    """Return how the reviews stand that are not over, by the key of what is reviewed, as a text."""
    page = swapper.load_model("wagtailcore", "Page")
    states = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(page)
    )
    return dict(states.values_list("object_id", "status"))
