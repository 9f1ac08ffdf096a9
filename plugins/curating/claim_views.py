"""Where editors take and release submissions: with one click, from the list and from the review."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from plugins.curating.claims import release, take
from plugins.curating.models import Claim
from plugins.curating.submissions import submissions_of
from plugins.desk import ForEditors


class ClaimingView(ForEditors, WagtailAdminTemplateMixin, View):
    """Something that an editor does to one submission, and then goes on where they were."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        # Whoever had to sign in on the way.
        return redirect("curating:submissions")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        review = submissions_of(request.user).filter(pk=pk).first()
        if review is None:
            gone = _(
                "It is no longer in review: a colleague has decided, or its author took it back."
            )
            messages.warning(request, gone)
            return self.go_on()
        return self.do(review)

    def do(self, review: Any) -> HttpResponse:
        raise NotImplementedError

    def go_on(self) -> HttpResponse:
        return redirect(self.next_url)

    @property
    def next_url(self) -> str:
        asked: str = get_valid_next_url_from_request(self.request)
        return asked or reverse("curating:submissions")


class ClaimView(ClaimingView):
    """Takes a submission; what a colleague has taken, only once it has been asked about."""

    template_name = "curating/admin/take_over.html"
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("curating:submissions"), "label": _("Submissions")},
            {"url": "", "label": self.page_title, "sublabel": self.page_subtitle},
        ]

    def do(self, review: Any) -> HttpResponse:
        seen = self.request.POST.get("instead_of", "")
        claim = take(review, self.request.user, instead_of=int(seen) if seen.isdecimal() else None)
        if claim.user_id != self.request.user.pk:
            return self.ask(review, claim)
        title = review.content_object.get_admin_display_title()
        messages.success(self.request, _("You have taken “%(title)s”.") % {"title": title})
        return self.go_on()

    def ask(self, review: Any, claim: Claim) -> HttpResponse:
        self.page_title = _("A colleague has taken it")
        self.page_subtitle = review.content_object.get_admin_display_title()
        who = get_user_display_name(claim.user)
        context = {"review": review, "claim": claim, "who": who, "next_url": self.next_url}
        return self.render_to_response(self.get_context_data(**context))


class ReleaseView(ClaimingView):
    """Gives back a submission that the editor has taken."""

    def do(self, review: Any) -> HttpResponse:
        title = review.content_object.get_admin_display_title()
        if release(review, self.request.user):
            messages.success(
                self.request, _("“%(title)s” is free for others to take.") % {"title": title}
            )
        else:
            messages.info(self.request, _("You had not taken “%(title)s”.") % {"title": title})
        return self.go_on()
