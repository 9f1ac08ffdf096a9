"""Where practitioners share a resource, and which resources were drawn from a page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import LevelledPageQuerySet
from plugins.resources.models import ResourceIndexPage, ResourcePage, ResourceSource


@hooks.register("pages_drawn_from")
def resources_drawn_from(page: Page) -> LevelledPageQuerySet:
    """Return the resources that name `page` among their sources, newest first."""
    drawn = ResourceSource.objects.filter(source=page.pk)
    return ResourcePage.objects.filter(pk__in=drawn.values("page")).newest_first()


@hooks.register("ways_to_share")
def share_a_resource(request: ReaderRequest) -> list[dict[str, str]]:
    """Offer to write a resource in the editor, wherever there is a list of resources."""
    lists = LevelledPageQuerySet(ResourceIndexPage).public_to(request.reader)
    return [
        {
            "label": _("Share a resource"),
            "hint": _("A pattern, a checklist, a known issue: what others can use."),
            "url": reverse("wagtailadmin_pages:add", args=["resources", "resourcepage", pk]),
        }
        for pk in lists.values_list("pk", flat=True)
    ]
