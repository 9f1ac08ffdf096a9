"""The index of topics, and the page of each, at the reader's own level in it."""

from django.core.paginator import Page as PageOfList
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from wagtail import hooks

from plugins.levels.caching import same_for_readers_alike
from plugins.levels.listing import paginate
from plugins.levels.models import LAST, Topic, TopicTag
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.visibility import LevelledPageQuerySet, pages_visible_to

TOPIC_PAGE_SIZE = 12


@require_safe
@same_for_readers_alike()
def index(request: ReaderRequest) -> HttpResponse:
    """List the topics that a page in the reader's lists is about, with how many there are."""
    topics = topics_of(pages_visible_to(request.reader))
    return render(request, "levels/topics.html", {"topics": topics})


@require_safe
@same_for_readers_alike("page")
def topic(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show what is about a topic at the reader's level in it, and let the reader set that."""
    about = topic_called(slug)
    reader = request.reader
    level = reader.level_in(about)
    context = {
        "topic": about,
        "own_level": reader.own_level_in(about),
        "level": level,
        "asked": asked_of_practitioners(request, about) if level.number == LAST else [],
        "pages": pages_about(about, reader, number=request.GET.get("page")),
    }
    return render(request, "levels/topic.html", context)


def asked_of_practitioners(request: ReaderRequest, topic: Topic | None = None) -> list[SafeString]:
    """Return what the other plugins ask of practitioners, about a topic or in general."""
    offers = hooks.get_hooks("asked_of_practitioners")
    return [part for offer in offers for part in offer(request, topic)]


def topic_called(slug: str) -> Topic:
    """Return the topic with a slug; raises Http404 where there is none."""
    # PostgreSQL refuses the character.
    found = None if "\0" in slug else Topic.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def pages_about(topic: Topic, reader: Reader, *, number: str | int | None) -> PageOfList:
    """Return one page of the list of what the reader may meet about a topic, newest first."""
    pages = pages_visible_to(reader).filter(id__in=keys_about(topic)).newest_first()
    return paginate(pages.prefetch_related("topic_tags").specific(), number, size=TOPIC_PAGE_SIZE)


def keys_about(topic: Topic) -> QuerySet:
    """Return the keys of all pages about a topic, as a subquery; published or not."""
    return TopicTag.objects.filter(tag=topic).values("content_object")


def topics_of(pages: LevelledPageQuerySet) -> QuerySet[Topic]:
    """Return the topics that any of `pages` is about, by name, each with their number: `count`."""
    tags = TopicTag.objects.filter(content_object__in=pages.values("pk"))
    topics = Topic.objects.filter(topic_tags__in=tags).annotate(count=Count("topic_tags"))
    return topics.order_by("name")
