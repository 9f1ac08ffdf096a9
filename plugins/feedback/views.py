"""Where readers say that they read a page, whether it fitted them, and what is wrong with it."""

from django.http import (
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks

from plugins.feedback import votes
from plugins.feedback.fitting import level_read_at, page_open_to
from plugins.feedback.forms import ProblemReportForm
from plugins.feedback.models import FitCount, ProblemReport
from plugins.feedback.reading import read_by, tally
from plugins.feedback.votes import Vote
from plugins.levels.models import LevelledMixin
from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.reader import ReaderRequest
from plugins.limits import Limit

MINUTE = 60  # seconds
# Enough for a room full of people who share an address, and read.
VERDICTS = Limit("feedback.verdicts", amount=60, seconds=10 * MINUTE)
READS = Limit("feedback.reads", amount=300, seconds=10 * MINUTE)
REPORTS = Limit("feedback.reports", amount=10, seconds=60 * MINUTE)


# Exempt, and its origin checked instead: see plugins.levels.origins.
@csrf_exempt
@require_POST
def fit(request: ReaderRequest, pk: int) -> HttpResponse:
    """Count whether a page fitted its reader, in place of what they said of it before.

    The same verdict once more takes it back.
    """
    if not is_own_origin(request):
        return refuse(request)
    page = page_open_to(request, pk)
    verdict = request.POST.get("verdict", "")
    if verdict not in FitCount.Verdict:
        return HttpResponseBadRequest()
    if not VERDICTS.allows(request):
        return later(render(request, "429.html", status=429), VERDICTS)
    said = votes.votes_in(request)
    level = level_read_at(request.reader, page)
    before = said.pop((page.pk, level), None)
    is_same = before is not None and before.verdict == verdict
    now = None if is_same else Vote(page.pk, level, verdict, timezone.localdate())
    FitCount.replace(before, now)
    response = HttpResponseRedirect(f"{page.get_url(request)}#fit")
    votes.keep([*said.values(), *([now] if now else [])], response)
    return response


@csrf_exempt
@require_POST
def read(request: ReaderRequest, pk: int) -> HttpResponse:
    """Count that a page was read, which its own script says once it has been in view for a while.

    The answer is always the same: it tells nobody which pages there are, or whether this counted.
    """
    if not is_own_origin(request):
        return refuse(request)
    found = read_by(request, pk) if READS.allows(request) else None
    if found:
        tally.add(found)
    return HttpResponse(status=204)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ask what is wrong with a page; on POST keep it for the editors."""
    if request.method == "POST" and not is_own_origin(request):
        return refuse(request)
    page = page_open_to(request, pk)
    if request.method != "POST":
        return render_report(request, page, ProblemReportForm())
    form = ProblemReportForm(request.POST)
    if not form.is_valid():
        return render_report(request, page, form, status=400)
    if not REPORTS.allows(request):
        form.add_error(None, _("That is a lot of reports for an hour. Please send this one later."))
        return later(render_report(request, page, form, status=429), REPORTS)
    if not form.is_trapped:
        form.instance.page_id = page.pk
        tell_editors_of(form.save())
    return redirect("feedback:reported", page.pk)


def tell_editors_of(problem: ProblemReport) -> None:
    """Write to the editors who want to be told at once."""
    words = {"title": problem.page.title, "reason": problem.get_reason_display()}
    subject = _("A problem with “%(title)s”: %(reason)s") % words
    for tell in hooks.get_hooks("tell_editors"):
        tell(
            "feedback.change_problemreport",
            subject,
            reverse("problem_reports:edit", args=[problem.pk]),
        )


@require_safe
def reported(request: ReaderRequest, pk: int) -> HttpResponse:
    """Thank for a report, and say what happens next."""
    return render(request, "feedback/reported.html", {"about": page_open_to(request, pk)})


def render_report(
    request: ReaderRequest, page: LevelledMixin, form: ProblemReportForm, *, status: int = 200
) -> HttpResponse:
    """Show the form, with what is wrong where it was refused."""
    context = {"about": page, "form": form}
    return render(request, "feedback/report.html", context, status=status)


def later(response: HttpResponse, limit: Limit) -> HttpResponse:
    """Say in `response` when to try again, where more came from one place than a limit allows."""
    response.headers["Retry-After"] = str(limit.seconds)
    return response
