"""“Did this fit you?”: at which level a reader reads a page, and what they said of it there."""

from typing import Any

from django.http import Http404

from plugins.feedback.models import FitCount
from plugins.feedback.votes import votes_in
from plugins.levels.models import LevelledMixin
from plugins.levels.privacy import is_hidden
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.visibility import LevelledPageQuerySet, all_pages

# A page is useful where more than this part of its readers is sure to find it just right.
MOST_READERS = 0.5


def page_open_to(request: ReaderRequest, pk: int) -> LevelledMixin:
    """Return the page with this key, for a reader to say something of.

    Raises Http404 for one that `request` may not see, as for one that is not there.
    """
    page = all_pages().filter(pk=pk).specific().first()
    if not isinstance(page, LevelledMixin) or is_hidden(page, request):
        raise Http404
    # A page that asks for a password is not hidden; it is closed to those who have not given it.
    if not all(each.accept_request(request) for each in request.reader.restrictions_on(page)):
        raise Http404
    return page


def level_read_at(reader: Reader, page: LevelledMixin) -> int:
    """Return the number of the level at which `reader` reads `page`.

    Where they have set levels for several of its topics, one that it is written for.
    """
    own = reader.topic_levels
    levels = {own[tag.tag_id] for tag in page.topic_tags.all() if tag.tag_id in own}
    levels = levels or {reader.number}
    return min(levels & {level.number for level in page.levels_in_order()} or levels)


def question(page: LevelledMixin, request: ReaderRequest) -> dict[str, Any]:
    """Return what the question is asked with: the level that counts, and what was said before."""
    number = level_read_at(request.reader, page)
    said = votes_in(request).get((page.pk, number))
    return {
        "page": page,
        "level": request.reader.level_numbered(number),
        "verdicts": FitCount.Verdict,
        "said": said.verdict if said else "",
    }


def most_useful_of(pages: LevelledPageQuerySet) -> LevelledPageQuerySet:
    """Return those of `pages` that most of their readers find just right, the surest first."""
    useful = pages.alias(usefulness=FitCount.objects.usefulness())
    return useful.filter(usefulness__gt=MOST_READERS).order_by(
        "-usefulness", "-first_published_at", "-pk"
    )
