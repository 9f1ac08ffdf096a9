"""“My writing”: where a member finds what they wrote, and does with it what they like."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from plugins.interviews import interview_for
from plugins.levels.authors import for_authors
from plugins.levels.reader import ReaderRequest
from plugins.levels.topic_views import asked_of_practitioners
from plugins.sharing.deleting import StillReadError, delete, put_back
from plugins.sharing.mine import deleted_by, pages_of, writings_of
from plugins.sharing.models import KEPT_WHEN_DELETED, Draft, HappyToBeAsked
from plugins.sharing.submitting import withdraw
from plugins.sharing.views import address_of


@for_authors
@login_required
@never_cache
@require_safe
def mine(request: ReaderRequest) -> HttpResponse:
    """Show all that a member wrote, what became of it, and what practitioners are asked for."""
    context = {
        "writings": writings_of(request.user, request.GET.get("page"), request.reader),
        "deleted": deleted_by(request.user),
        "days": KEPT_WHEN_DELETED.days,
        "asked": asked_of_practitioners(request),
    }
    return render(request, "sharing/mine.html", context)


def own_page(request: ReaderRequest, pk: int) -> Any:
    """Return a page that who makes `request` shares; Http404 where it is another's."""
    page = pages_of(request.user).filter(pk=pk).specific().first()
    if page is None:
        raise Http404
    return page


def working_copy(request: ReaderRequest, pk: int) -> Draft:
    """Return the draft of a member's own page, up to date, made where there was none."""
    page = own_page(request, pk)
    interview = interview_for(page)
    assert interview is not None  # noqa: S101
    return Draft.of_page(page, interview)


def refuse_others(request: ReaderRequest, key: UUID) -> None:
    """Raise Http404 where the draft with this key is not of who makes `request`."""
    if not Draft.objects.open_to(request).filter(pk=key).exists():
        raise Http404


@login_required
@require_POST
def go_on(request: ReaderRequest, pk: int) -> HttpResponse:
    """Go on with a page in the interview: with what is no draft yet, or propose an update."""
    draft = working_copy(request, pk)
    if "take-back" in request.POST:
        withdraw(draft.pk, request.user)
        messages.success(request, _("You have it back: it is no longer with the editors."))
    return redirect(address_of(draft, request))


@login_required
@require_POST
def delete_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """Delete a page that nobody has read, and was not written here; its text can be had back."""
    return delete_draft(request, working_copy(request, pk).pk)


@login_required
@require_POST
def delete_draft(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Delete a draft; for some weeks it can be put back."""
    refuse_others(request, key)
    try:
        draft = delete(key, request.user)
    except StillReadError:
        messages.error(request, _(
            "This cannot be deleted here: the editors have it, or readers may know it. Take it "
            "back first, or ask the editors."
        ))  # fmt: skip
    else:
        message = _("“%(title)s” is deleted. You can put it back, below, for %(days)d days.")
        values = {"title": draft.title, "days": KEPT_WHEN_DELETED.days}
        messages.success(request, message % values)
    return redirect("sharing:mine")


@login_required
@require_POST
def undelete(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Put a deleted draft back."""
    refuse_others(request, key)
    draft = put_back(key)
    messages.success(request, _("“%(title)s” is back.") % {"title": draft.title})
    return redirect("sharing:mine")


@login_required
@require_POST
def be_asked(request: ReaderRequest, pk: int) -> HttpResponse:
    """Keep whether the author of a page likes to be asked about it."""
    page = own_page(request, pk)
    if "yes" in request.POST:
        HappyToBeAsked.objects.get_or_create(page_id=page.pk)
        messages.success(request, _(
            "Thank you. Readers at level 3, who are preparing something similar, can write to you "
            "now. They see no address of yours."
        ))  # fmt: skip
    else:
        HappyToBeAsked.objects.filter(page=page.pk).delete()
        messages.success(request, _("Readers can no longer ask you about it."))
    return redirect(f"{reverse('sharing:mine')}#page-{page.pk}")
