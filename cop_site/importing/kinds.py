"""Which page type, and which kind of resource, a word in a manifest or front matter stands for."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from cop_site.importing.problems import Problem
from plugins.pages import ContentPage
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage

STORY, RESOURCE = "story", "resource"


def page_type(kind: str, levels: tuple[int, ...]) -> tuple[type[ContentPage], str]:
    """Return the page type for `kind`, and the kind of resource; raises Problem if it is unknown.

    Without a kind, levels that no story may feed make it a resource. A resource that says no more
    is a guide.
    """
    word = slugify(kind.replace("_", " "))
    if not word:
        word = STORY if set(levels) <= set(StoryPage.may_feed) else RESOURCE
    if word == STORY:
        return StoryPage, ""
    if word == RESOURCE:
        return ResourcePage, ResourcePage.Kind.GUIDE
    if word in ResourcePage.Kind.values:
        return ResourcePage, word
    message = _("There is no kind “%(kind)s”: use %(kinds)s.")
    kinds = ", ".join([STORY, RESOURCE, *ResourcePage.Kind.values])
    raise Problem(message % {"kind": kind, "kinds": kinds})


def default_levels(model: type[ContentPage], kind: str) -> tuple[int, ...]:
    """Return the levels that a page of this type and kind is given where nothing says them."""
    return model(kind=kind).default_level_numbers() if kind else model().default_level_numbers()
