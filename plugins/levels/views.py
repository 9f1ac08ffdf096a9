"""The page to choose a level by its sentence, the page of each level, and the search page."""

from django.contrib import messages
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.models import Page

from plugins.levels import completion
from plugins.levels import search as reader_search
from plugins.levels.caching import same_for_readers_alike
from plugins.levels.forms import ChooseLevelForm
from plugins.levels.languages import foreign_language
from plugins.levels.listing import paginate
from plugins.levels.models import FIRST, LAST, Topic
from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.structured_data import SiteFacts
from plugins.levels.topic_views import asked_of_practitioners, topics_of
from plugins.levels.visibility import LevelledPageQuerySet, pages_visible_to

LEVEL_PAGE_SIZE = 12
# Below it a level shows one plain list.
FEW = 6
MOST_USEFUL = 3
COMPLETION_AGE = 30  # seconds
MAX_QUERY_STRING = 4_000  # characters that the links of a search page repeat
MAX_CHOICE = 100  # characters of a topic's slug or a kind


# Exempt, and its origin checked instead: a token would set a cookie on every page of every visitor.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@same_for_readers_alike("next")
def choose(request: ReaderRequest) -> HttpResponse:
    """Show the four sentences; on POST keep the one chosen and go back to where the reader was."""
    if request.method != "POST":
        return render_choice(request, safe_next(request, request.GET))
    if not is_own_origin(request):
        return refuse(request)
    form = ChooseLevelForm(request.POST, topics=Topic.objects.all())
    if not form.is_valid():
        return render_choice(request, safe_next(request, request.POST), form=form)
    number, topic = form.cleaned_data["level"], form.cleaned_data["topic"]
    if topic:
        return change_level_in_topic(request, topic, number)
    return change_level(request, number)


def render_choice(
    request: ReaderRequest, next_url: str, *, form: ChooseLevelForm | None = None
) -> HttpResponse:
    """Show the four sentences; with what is wrong where `form` was refused."""
    context = {"next": next_url, "form": form, "shows_own_topics": True}
    return render(request, "levels/choose.html", context, status=400 if form else 200)


def change_level(request: ReaderRequest, number: int) -> HttpResponse:
    """Keep level `number` for the reader, and offer one click back on the page that follows."""
    before = request.reader
    response = HttpResponseRedirect(
        safe_next(request, request.POST) or reverse("levels:level", args=[number])
    )
    before.remember(number, response)
    context = {
        "level": before.level_numbered(number),
        "before": before.level if before.number != number else None,
        "next": response.url,
    }
    messages.success(request, render_to_string("levels/changed.html", context))
    return response


def change_level_in_topic(request: ReaderRequest, topic: Topic, number: int | None) -> HttpResponse:
    """Keep level `number` for one topic, None for the general one; offer one click back."""
    reader = request.reader
    before = reader.own_level_in(topic)
    response = HttpResponseRedirect(
        safe_next(request, request.POST) or reverse("topics:topic", args=[topic.slug])
    )
    if number:
        reader.remember(number, response, topic=topic)
    else:
        reader.forget(topic, response)
    context = {
        "topic": topic,
        "level": reader.level_numbered(number) if number else reader.level,
        "is_general": not number,
        "before": before,
        "is_changed": number != (before.number if before else None),
        "next": response.url,
    }
    messages.success(request, render_to_string("levels/changed_in_topic.html", context))
    return response


@require_safe
@same_for_readers_alike("page")
def level(request: ReaderRequest, number: int) -> HttpResponse:
    """Show what the level offers and leaves out, and what there is. Its URL names the level."""
    if not FIRST <= number <= LAST:
        raise Http404
    reader = Reader.at(number)
    visible = pages_visible_to(reader)
    newest = visible.newest_first().prefetch_related("topic_tags").specific()
    pages = paginate(newest, request.GET.get("page"), size=LEVEL_PAGE_SIZE)
    is_small = pages.paginator.count < FEW
    context = {
        "level": reader.level,
        "levels": reader.levels,
        "next_level": reader.level_numbered(number + 1) if number < LAST else None,
        "pages": pages,
        "is_small": is_small,
        "most_useful": [] if is_small or pages.number > 1 else most_useful(visible),
        "topics": topics_of(visible),
        "shows_own_topics": True,
        "ways_to_share": ways_to_share(request) if number == LAST else [],
        "asked": asked_of_practitioners(request) if number == LAST else [],
    }
    return render(request, "levels/level.html", context)


@require_safe
def search(request: ReaderRequest) -> HttpResponse:
    """Search the reader's own level: what matches, and nothing about what other levels hold."""
    chosen = {name: request.GET.get(name, "")[:MAX_CHOICE] for name in ("topic", "kind", "order")}
    found = reader_search.search(
        request.reader, request.GET.get("q", ""), **chosen, page=request.GET.get("page")
    )
    if len(request.META["QUERY_STRING"]) > MAX_QUERY_STRING:
        # Each link on the page would repeat what was too long to be searched for.
        request.GET = QueryDict(urlencode({**chosen, "q": found.words}))
        request.META["QUERY_STRING"] = request.GET.urlencode()
    for notice in hooks.get_hooks("searched"):
        notice(request, found)
    context = {
        "found": found,
        "nothing_found": nothing_found(request, found),
        "canonical": SiteFacts.of(request).url("search"),
        "shows_own_topics": True,
    }
    return render(request, "levels/search.html", context)


@require_safe
def complete(request: ReaderRequest) -> JsonResponse:
    """Offer pages at the reader's own level while words are typed, for the search box's script."""
    pages = [
        {"title": page.title, "url": page.get_url(request), "language": foreign_language(page)}
        for page in completion.complete(request.reader, request.GET.get("q", ""))
    ]
    response = JsonResponse({"level": request.reader.number, "pages": pages})
    # The same beginning is typed again while words are corrected.
    patch_cache_control(response, private=True, max_age=COMPLETION_AGE)
    return response


def most_useful(pages: LevelledPageQuerySet) -> list[Page]:
    """Return the few of `pages` that fitted their readers best, as far as a plugin counts that."""
    offers = [offer(pages) for offer in hooks.get_hooks("most_useful")]
    if not offers:
        return []
    return list(offers[0].prefetch_related("topic_tags").specific()[:MOST_USEFUL])


def ways_to_share(request: ReaderRequest) -> list[dict[str, str]]:
    """Return what the other plugins offer a practitioner to share, each with a label and a URL."""
    return [way for offer in hooks.get_hooks("ways_to_share") for way in offer(request)]


def nothing_found(request: ReaderRequest, found: reader_search.Found) -> list[SafeString]:
    """Return what the other plugins offer a reader whose search found nothing of all of it."""
    if (found.count and not found.any_word) or not found.query.wanted:
        return []
    return [part for offer in hooks.get_hooks("nothing_found") for part in offer(request, found)]


def safe_next(request: ReaderRequest, data: dict[str, str]) -> str:
    """Return the page of this site to go on to, an empty string where none is named."""
    url = data.get("next", "")
    here = url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()})
    return url if here and url.isprintable() else ""
