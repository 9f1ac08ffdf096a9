"""A member's own account, what they take along, how they leave, and the way into the editor."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from plugins.levels.reader import ReaderRequest
from plugins.levels.topic_views import topics_of
from plugins.levels.visibility import pages_visible_to
from plugins.limits import Limit
from plugins.members import emails, leaving
from plugins.members.forms import AboutForm, EmailsForm, LeaveForm
from plugins.members.models import EmailOptOut, User
from plugins.members.own_data import archive_of

# An archive is made anew each time, and its member needs one.
DOWNLOADS = Limit("members.downloads", amount=6, seconds=60 * 60)


class MemberRequest(ReaderRequest):
    """A request of somebody who is signed in; for annotations."""

    user: User


@never_cache
@login_required
def account(request: MemberRequest) -> HttpResponse:
    """Show members what we know of them, and where each of it is changed; on POST keep who they
    are."""
    # A topic that only hidden pages are about may tell of them.
    topics = topics_of(pages_visible_to(request.reader))
    form = AboutForm(request.POST or None, user=request.user, topics=topics)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("What you say about yourself is kept."))
        return redirect("members:account")
    choices = emails.choices_for(request.user)
    context = {
        "form": form,
        "emails_form": EmailsForm(user=request.user, choices=choices) if choices else None,
        "has_two_factors": is_mfa_enabled(request.user),
    }
    return render(request, "members/account.html", context)


@never_cache
@login_required
def keep_emails(request: MemberRequest) -> HttpResponse:
    """Keep which e-mails a member wants."""
    if request.method != "POST":
        # Whoever had to sign in on the way.
        return redirect("members:account")
    form = EmailsForm(request.POST, user=request.user, choices=emails.choices_for(request.user))
    # Boxes are ticked or not: there is nothing to be wrong.
    form.full_clean()
    form.save()
    messages.success(request, _("We send you the e-mails that are ticked, and no others."))
    return redirect("members:account")


# Exempt: mail programs send it, and the address tells by itself who may. Whoever has the message
# may stop it, signed in or not.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_emails(request: HttpRequest, token: str) -> HttpResponse:
    """Stop e-mails of one kind, or send them again; on GET say which, and change nothing."""
    meant = emails.meant_by(token)
    if meant is None:
        raise Http404
    user, choice = meant
    if request.method == "POST":
        EmailOptOut.objects.keep(user, choice["name"], wanted="again" in request.POST)
        # A mail program follows no redirect (RFC 8058, 3.1).
        if "List-Unsubscribe" not in request.POST:
            return redirect("members:stop_emails", token)
    unwanted = EmailOptOut.objects.names_of(user)
    context = {"choice": choice, "is_wanted": choice["name"] not in unwanted}
    return render(request, "members/stop_emails.html", context)


@never_cache
@login_required
def download(request: MemberRequest) -> HttpResponseBase:
    """Send members all that the site keeps of them."""
    if request.method != "POST":
        return redirect("members:account")
    if not DOWNLOADS.allows(request, who=request.user.pk):
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(DOWNLOADS.seconds)
        return response
    name = _("my-data-%(day)s.zip") % {"day": timezone.localdate().isoformat()}
    return FileResponse(archive_of(request.user), as_attachment=True, filename=name)


@never_cache
@login_required
def leave(request: MemberRequest) -> HttpResponse:
    """Say what deleting the account does, and ask once more; on POST do it."""
    user = request.user
    reason = leaving.reason_to_stay(user)
    if reason:
        return render(request, "members/leave.html", {"reason": reason})
    knows_who = did_recently_reauthenticate(request)
    if not (knows_who or user.has_usable_password()):
        raise ReauthenticationRequired
    has_published = leaving.has_published(user)
    form = LeaveForm(
        request.POST or None, user=user, has_published=has_published, knows_who=knows_who
    )
    if request.method == "POST" and form.is_valid():
        goodbye = get_adapter().render_mail(
            "members/email/account_deleted", user.email, {"request": request}
        )
        leaving.delete_account(user, keep_stories=form.keeps_stories)
        logout(request)
        # Robust: who cannot be written to is gone all the same.
        transaction.on_commit(goodbye.send, robust=True)
        return redirect("members:left")
    context = {"form": form, "has_published": has_published}
    return render(request, "members/leave.html", context)


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Say that an account is deleted; anybody may read it."""
    return render(request, "members/left.html")


@never_cache
def editor_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in, on to the editor, or tell a member without access whom to ask.

    Wagtail sends everybody here who may not enter: a redirect to the sign-in would send a member
    who is signed in straight back, for ever.
    """
    url = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    if not (here and url.startswith("/") and url.isprintable()):
        url = reverse("wagtailadmin_home")
    if request.user.is_anonymous:
        return redirect_to_login(url)
    if request.user.has_perm("wagtailadmin.access_admin"):
        return HttpResponseRedirect(url)
    # Take Wagtail's own message, "no permission", away: the page says it better.
    list(messages.get_messages(request))
    return render(request, "members/no_editor.html", {"messages": []}, status=403)
