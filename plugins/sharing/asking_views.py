"""Where readers ask an author, and where the author ends it."""

import logging
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import all_pages
from plugins.limits import Limit
from plugins.sharing.asking import ask, can_be_asked, meant_by
from plugins.sharing.models import HappyToBeAsked

HOUR = 60 * 60  # seconds
# From one place; and to one author, from wherever.
FROM_PLACE = Limit("sharing.questions", amount=5, seconds=HOUR)
TO_PAGE = Limit("sharing.questions_to_page", amount=20, seconds=24 * HOUR)

logger = logging.getLogger(__name__)


class QuestionForm(forms.Form):
    """What a reader would like to know, and where to send the answer."""

    # The name of a field that no reader sees; programs that fill in whatever there is give
    # themselves away by it.
    TRAP = "homepage"

    question = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Say what you have in mind, and what you would like to know."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("The author sees it, and answers to it if they like."),
    )

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.data.get(self.TRAP))


def page_to_ask_about(request: ReaderRequest, pk: int) -> Any:
    """Return the page with this key, if its author can be asked; otherwise raise Http404."""
    pages = all_pages().public_to(request.reader).filter(pk=pk, pk__in=can_be_asked().values("pk"))
    page = pages.select_related("owner").first()
    # A page that asks for a password is closed to those who have not given it.
    if page is None or request.reader.restrictions_on(page):
        raise Http404
    return page


# Exempt, and its origin checked instead: see plugins.levels.origins.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_author(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ask for a question; on POST send it to the author."""
    if request.method == "POST" and not is_own_origin(request):
        return refuse(request)
    page = page_to_ask_about(request, pk)
    if request.method != "POST":
        return show(request, page, QuestionForm())
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return show(request, page, form, status=400)
    if not form.is_trapped:
        refused = try_to_send(request, page, form)
        if refused:
            return refused
    return redirect("sharing:asked", page.pk)


def try_to_send(request: ReaderRequest, page: Any, form: QuestionForm) -> HttpResponse | None:
    """Send a question, or return the answer that says why not."""
    if not FROM_PLACE.allows(request):
        text = _("%(amount)d questions an hour are the most that one place can send.")
        return later(request, page, form, FROM_PLACE, text)
    if not TO_PAGE.allows(request, who=f"page {page.pk}"):
        text = _("%(amount)d questions a day are the most that one author is sent.")
        return later(request, page, form, TO_PAGE, text)
    try:
        ask(page, form.cleaned_data["email"], form.cleaned_data["question"])
    except Exception:
        # Whatever it is that sends e-mails, and whatever went wrong there: nothing else has it.
        logger.exception("A question to the author of page %s could not be sent", page.pk)
        form.add_error(None, _("It could not be sent just now. Please try again in a while."))
        return show(request, page, form, status=503)
    return None


def later(
    request: ReaderRequest, page: Any, form: QuestionForm, limit: Limit, text: str
) -> HttpResponse:
    """Say that there were as many questions as a limit allows, and when to try again."""
    form.add_error(None, text % {"amount": limit.amount})
    form.add_error(None, _("Your question is still below: please send it later."))
    response = show(request, page, form, status=429)
    response.headers["Retry-After"] = str(limit.seconds)
    return response


def show(
    request: ReaderRequest, page: Any, form: QuestionForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "sharing/ask.html", {"about": page, "form": form}, status=status)


@never_cache
@require_safe
def asked(request: ReaderRequest, pk: int) -> HttpResponse:
    """Thank for a question, and say what happens next."""
    page = all_pages().public_to(request.reader).filter(pk=pk).first()
    if page is None:
        raise Http404
    return render(request, "sharing/asked.html", {"about": page})


# Exempt: mail programs post to it, and the address itself is the secret.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: ReaderRequest, token: str) -> HttpResponse:
    """Say whether an author is happy to be asked; on POST end it, or begin anew."""
    page = meant_by(token)
    if page is None:
        raise Http404
    if request.method == "POST":
        if "again" in request.POST:
            HappyToBeAsked.objects.get_or_create(page_id=page.pk)
        else:
            HappyToBeAsked.objects.filter(page=page.pk).delete()
    is_asked = HappyToBeAsked.objects.filter(page=page.pk).exists()
    return render(request, "sharing/stop_asking.html", {"about": page, "is_asked": is_asked})
