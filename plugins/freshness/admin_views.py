"""What editors do about pages past their date and about links, each with one click and an undo."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log

from plugins.desk import curated_by, with_undo
from plugins.freshness.checking import check, may_check, take_back
from plugins.freshness.link_checking import ask_again
from plugins.freshness.models import Link, LinkOnPage, Review
from plugins.freshness.permissions import may_change
from plugins.levels.visibility import all_pages
from plugins.limits import Limit

#: Links that one editor has asked at once, in an hour.
AGAIN = Limit("freshness.again", amount=30, seconds=3600)
#: Pages that are checked by one click at most: a page of the report has 50.
MOST_PAGES = 500

#: Longer numbers are no keys.
LONGEST_KEY = 19

IGNORED, MINDED = "freshness.link_ignored", "freshness.link_minded"


def came_from(request: HttpRequest) -> dict[str, str]:
    """Return what leads whoever undoes something back to where they did it."""
    return {"next": get_valid_next_url_from_request(request)}


def back(request: HttpRequest, name: str) -> HttpResponse:
    """Lead back to where somebody came from, or else to the report called `name`."""
    return redirect(get_valid_next_url_from_request(request) or reverse(name))


def say_checked(request: HttpRequest, moment: str, message: str) -> None:
    """Tell whoever has checked pages that it is done, and let them take it back."""
    undo = reverse("freshness_undo")
    messages.success(request, with_undo(request, message, undo, at=moment, **came_from(request)))


@require_POST
def check_pages(request: HttpRequest) -> HttpResponse:
    """Keep that an editor has looked at one page of the report, or at those that are ticked."""
    if not may_change(request.user, Review):
        raise PermissionDenied
    wanted = request.POST.getlist("only") or request.POST.getlist("page")
    keys = [key for key in wanted[:MOST_PAGES] if key.isdecimal() and len(key) < LONGEST_KEY]
    pages = curated_by(request.user).filter(pk__in=keys, live=True, freshness_review__isnull=False)
    titles = list(pages.values_list("title", flat=True))
    if not titles:
        messages.warning(request, _("Nothing was ticked: tick the pages that are still right."))
    else:
        moment = check(pages, request.user).isoformat()
        say_checked(request, moment, checked(titles))
    return back(request, "freshness_due")


def checked(titles: list[str]) -> str:
    """Say of how many pages, or of which one, readers see that it was checked."""
    message = ngettext(
        "Readers see that “%(title)s” was checked today.",
        "Readers see that %(count)d pages were checked today.",
        len(titles),
    )
    return message % {"title": titles[0], "count": len(titles)}


@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that an editor, or its author, has looked at a page; without script, ask first."""
    page = all_pages().filter(pk=pk).first()
    if page is None:
        raise Http404
    if not may_check(request.user, page):
        raise PermissionDenied
    if request.method != "POST":
        next_url = get_valid_next_url_from_request(request)
        return render(request, "freshness/admin/check.html", {"page": page, "next": next_url})
    moment = check(all_pages().filter(pk=pk), request.user).isoformat()
    say_checked(request, moment, checked([page.title]))
    to_page = reverse("wagtailadmin_pages:edit", args=[pk])
    return redirect(get_valid_next_url_from_request(request) or to_page)


@require_POST
def undo_check(request: HttpRequest) -> HttpResponse:
    """Take back what somebody has checked by one click."""
    if take_back(request.POST.get("at", ""), request.user):
        messages.success(request, _("It is as it was before you checked it."))
    else:
        messages.error(request, _("That can no longer be taken back: it was more than a day ago."))
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def link_of(request: HttpRequest, pk: int) -> Link:
    """Return a link that is on a page of an editor's; PermissionDenied for who is none of these."""
    if not may_change(request.user, Link):
        raise PermissionDenied
    row = LinkOnPage.objects.curated_by(request.user).filter(link=pk).select_related("link").first()
    if row is None:
        raise Http404
    return row.link


@require_POST
def ask_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one link again, at once."""
    link = link_of(request, pk)
    if not AGAIN.allows(request, who=request.user.pk):
        messages.error(request, _("You have asked a lot of links. Please go on in an hour."))
    elif not ask_again(link):
        messages.warning(request, _(
            "This site was asked a moment ago, or wants to be left alone for now. Please try again "
            "later."
        ))  # fmt: skip
    elif link.state == Link.State.FINE:
        messages.success(request, _("It leads where it should: %(url)s") % {"url": link.url})
    else:
        words = {"url": link.url, "reason": link.what_came_back}
        messages.warning(request, _("%(url)s: %(reason)s") % words)
    return back(request, "freshness_links")


@require_POST
def ignore_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Have nobody told any more that a link is broken."""
    link = link_of(request, pk)
    link.ignore(request.user)
    log(instance=link, action=IGNORED, user=request.user)
    message = _("Nobody is told of %(url)s any more, and it is not asked.") % {"url": link.url}
    undo = reverse("freshness_mind_link", args=[link.pk])
    messages.success(request, with_undo(request, message, undo, **came_from(request)))
    return back(request, "freshness_links")


@require_POST
def mind_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Look after a link again that was ignored."""
    link = link_of(request, pk)
    link.mind()
    log(instance=link, action=MINDED, user=request.user)
    messages.success(request, _("%(url)s is looked after again.") % {"url": link.url})
    return back(request, "freshness_links")
