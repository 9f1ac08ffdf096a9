"""How practitioners share a resource, and which resources were drawn from a page."""

from wagtail import hooks
from wagtail.models import Page

from plugins.interviews import Interview
from plugins.levels.visibility import LevelledPageQuerySet
from plugins.resources.interview import ResourceInterview
from plugins.resources.models import ResourcePage, ResourceSource


@hooks.register("pages_drawn_from")
def resources_drawn_from(page: Page) -> LevelledPageQuerySet:
    """Return the resources that name `page` among their sources, newest first."""
    drawn = ResourceSource.objects.filter(source=page.pk)
    return ResourcePage.objects.filter(pk__in=drawn.values("page")).newest_first()


@hooks.register("interviews")
def resource_interview() -> list[Interview]:
    return [ResourceInterview()]
