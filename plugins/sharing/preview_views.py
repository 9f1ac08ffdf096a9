"""Where an author sees what is written as a reader of each level will see it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from plugins.levels.models import FIRST, LAST
from plugins.levels.reader import Reader, ReaderRequest
from plugins.sharing.models import Draft
from plugins.sharing.showing import numbers_of, page_of, show_as_page


@never_cache
@require_safe
def preview(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Show a draft as a reader would see it, at the level `?level=` or the first that it is for."""
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        raise Http404
    page = page_of(draft)
    numbers = numbers_of(page)
    number = level_asked_for(request) or next(iter(numbers), FIRST)
    request.reader = Reader.at(number)
    levels = [(level, level.number in numbers) for level in request.reader.levels]
    return show_as_page(
        request,
        draft,
        page,
        "sharing/preview.html",
        levels=levels,
        is_met=number in numbers,
        is_for_nobody=not numbers,
    )


def level_asked_for(request: ReaderRequest) -> int | None:
    """Return the number of the level that the address names, None where it names none."""
    asked = request.GET.get("level", "")
    return int(asked) if asked in map(str, range(FIRST, LAST + 1)) else None
