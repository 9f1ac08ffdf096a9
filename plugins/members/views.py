"""A member's own account, and the way into the editor."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from plugins.members.forms import NameForm
from plugins.members.models import User


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in; for annotations."""

    user: User


@never_cache
@login_required
def account(request: MemberRequest) -> HttpResponse:
    """Show members what we know of them, and where each of it is changed; on POST keep the name."""
    form = NameForm(request.POST or None, initial={"name": request.user.get_full_name()})
    if request.method == "POST" and form.is_valid():
        request.user.rename(form.cleaned_data["name"])
        messages.success(request, _("Your name is changed."))
        return redirect("members:account")
    context = {"form": form, "has_two_factors": is_mfa_enabled(request.user)}
    return render(request, "members/account.html", context)


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
