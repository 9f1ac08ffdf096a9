"""“Still right?”: where members look again at what they share, one click for what has not aged."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from plugins.freshness.checking import check, checked_lately, may_check, take_back
from plugins.freshness.models import Review
from plugins.levels.authors import for_authors
from plugins.levels.listing import paginate
from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import all_pages

PAGE_SIZE = 50


@for_authors
@login_required
@never_cache
@require_safe
def mine(request: ReaderRequest) -> HttpResponse:
    """Show which of a member's pages it is time to look at again, and what they have checked."""
    due = Review.objects.due().of_author(request.user).most_urgent_first()
    found = due.select_related("page__content_type", "interval")
    context = {
        "reviews": paginate(found, request.GET.get("page"), size=PAGE_SIZE),
        "checks": checked_lately(request.user),
    }
    return render(request, "freshness/mine.html", context)


@login_required
@require_POST
def still_right(request: ReaderRequest, pk: int) -> HttpResponse:
    """Keep that its author, or an editor, has looked at a page and found it still right."""
    page = all_pages().filter(pk=pk).first()
    if page is None or not may_check(request.user, page):
        raise Http404
    check(all_pages().filter(pk=pk), request.user)
    message = _(
        "Thank you. Readers see that “%(title)s” was checked today. Was that a mistake? You can "
        "take it back below."
    )
    messages.success(request, message % {"title": page.title})
    return redirect("freshness:mine")


@login_required
@require_POST
def undo(request: ReaderRequest) -> HttpResponse:
    """Take back what a member has checked by one click."""
    if take_back(request.POST.get("at", ""), request.user):
        messages.success(request, _("It is as it was before you checked it."))
    else:
        messages.error(request, _("That can no longer be taken back: it was more than a day ago."))
    return redirect("freshness:mine")
