"""URLs of a plugin that leaks in every way there is, beside all of the site's own."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from wagtail.models import Page

from cop_site.urls import urlpatterns as site_urls
from plugins.levels.models import Topic, TopicTag
from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import pages_visible_to


def of_every_level(request: HttpRequest) -> HttpResponse:
    """Forget the level, and nothing else."""
    return titles(Page.objects.live().public().filter(expire_at=None))


def drafts(request: HttpRequest) -> HttpResponse:
    return titles(Page.objects.filter(live=False))


def expired(request: HttpRequest) -> HttpResponse:
    return titles(Page.objects.live().public())


def private(request: HttpRequest) -> HttpResponse:
    return titles(Page.objects.live().filter(expire_at=None))


def edits(request: HttpRequest) -> HttpResponse:
    """Show pages as they are edited, not as they are published."""
    pages = pages_visible_to(request.reader)
    return HttpResponse([page.get_latest_revision_as_object().title for page in pages])


def header(request: HttpRequest) -> HttpResponse:
    newest = Page.objects.filter(live=False).last()
    return HttpResponse(headers={"X-Newest": newest.title if newest else ""})


def total(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"X-Total": str(Page.objects.filter(depth__gt=3).count())})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Open any page by its key."""
    return titles(Page.objects.filter(pk=pk))


def count(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"pages": Page.objects.filter(depth__gt=3).count()})


def topics(request: HttpRequest) -> JsonResponse:
    tagged = TopicTag.objects.values("tag")
    return JsonResponse({"topics": [topic.name for topic in Topic.objects.filter(pk__in=tagged)]})


def lookup(request: HttpRequest) -> HttpResponse:
    """Tell by its status whether there is a page, without a word of it."""
    found = Page.objects.filter(slug=request.GET.get("q", "")).exists()
    return HttpResponse(status=200 if found else 404)


def level(request: HttpRequest, number: int) -> HttpResponse:
    """Name a level, and show the next one."""
    return titles(Page.objects.live().public().filter(level_tags__tag__number=number % 4 + 1))


def error(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def decent(request: ReaderRequest) -> HttpResponse:
    return titles(pages_visible_to(request.reader).newest_first())


def titles(pages) -> HttpResponse:
    return HttpResponse([f"<p>{page.title}</p>" for page in pages])


LEAKS = [of_every_level, drafts, expired, private, edits, header, total, count, topics, error]

urlpatterns = [
    *(path(f"leaking/{leak.__name__}/", leak) for leak in LEAKS),
    path("leaking/lookup/", lookup),
    path("leaking/detail/<int:pk>/", detail),
    path("leaking/levels/<int:number>/", level),
    path("decent/", decent),
    *site_urls,
]
