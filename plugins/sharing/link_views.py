"""Where an author lets a colleague read a draft, and where the colleague reads it and answers."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from plugins.interviews import LineField
from plugins.letters import may_email, whole
from plugins.levels.models import FIRST
from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.reader import Reader, ReaderRequest
from plugins.limits import Limit
from plugins.sharing import mails
from plugins.sharing.links import (
    DAYS,
    DAYS_BY_DEFAULT,
    LONGEST_NAME,
    LONGEST_REMARK,
    MOST_LINKS,
    MOST_REMARKS,
    ReadingLink,
    Remark,
    digest,
    offer,
    offered,
    remarks_on,
    remember_in,
    settle,
)
from plugins.sharing.models import Draft
from plugins.sharing.showing import numbers_of, page_of, show_as_page
from plugins.sharing.steps import title_of
from plugins.sharing.submitting import may_submit

HOUR = 60 * 60  # seconds
# Of one member.
LINKS = Limit("sharing.links", amount=30, seconds=HOUR)
# By one link, which may have been passed on.
REMARKS = Limit("sharing.remarks", amount=60, seconds=HOUR)
# To the author of one draft: who reads it to its end may say something of each part.
MAILS = Limit("sharing.remark_mails", amount=1, seconds=HOUR)

DAYS_LABEL = ngettext_lazy("%(days)d day", "%(days)d days", "days")


class LinkForm(forms.Form):
    """For whom a link is, and for how long."""

    offer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    for_whom = LineField(
        label=gettext_lazy("For whom"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Their name: it stands beside what they say, and they see it."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("It works for"),
        coerce=int,
        choices=[(days, DAYS_LABEL % {"days": days}) for days in DAYS],
        initial=DAYS_BY_DEFAULT,
    )


class RemarkForm(forms.Form):
    """What a colleague says of a part of a draft, or of the whole."""

    # See ProblemReportForm in plugins.feedback: no reader sees it, programs fill it in.
    TRAP = "homepage"

    unit = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    text = LineField(
        label=gettext_lazy("What do you think?"),
        required=True,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.data.get(self.TRAP))


@dataclass
class PartRead:
    """A part of a draft as a colleague reads it, or the whole, with what they said of it."""

    #: The key of the first block; empty for the whole.
    unit: str
    title: str
    form: RemarkForm
    blocks: list[Any] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        """Whether there is anything to read in it."""
        return any(block.value for block in self.blocks)


# The author.


# Exempt, and its origin checked instead, for the reason that `views.write` is.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Show the links to a draft, and what colleagues said of it; on POST make a link."""
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if request.method == "POST" and not is_own_origin(request):
        return refuse(request)
    if draft is None:
        return ask_who_it_is(request)
    if request.method != "POST":
        return show_links(request, draft)
    form = LinkForm(request.POST)
    if not may_submit(request.user) or not form.is_valid():
        return show_links(request, draft, form=form, status=400)
    return make_link(request, draft, form)


def make_link(request: ReaderRequest, draft: Draft, form: LinkForm) -> HttpResponse:
    """Make a link as asked for, and show its address this once."""
    token = offered(draft, form.cleaned_data["offer"])
    link = ReadingLink.objects.open().filter(draft=draft, token_hash=digest(token)).first()
    if link is None:
        if draft.reading_links.open().count() >= MOST_LINKS:
            message = _("There are %(most)d links to this draft, as many as can be: withdraw one.")
            form.add_error(None, message % {"most": MOST_LINKS})
            return show_links(request, draft, form=form, status=400)
        if not LINKS.allows(request, who=request.user.pk):
            message = _("That is %(amount)d links in an hour. Please make another one later.")
            form.add_error(None, message % {"amount": LINKS.amount})
            return show_links(request, draft, form=form, status=429)
        asked = form.cleaned_data
        link = ReadingLink.make(draft, token, for_whom=asked["for_whom"], days=asked["days"])
    # Shown here and not after a redirection: the address is not to be kept anywhere until then.
    address = request.build_absolute_uri(reverse("sharing:read", args=[token]))
    return show_links(request, draft, made=link, address=address)


def show_links(
    request: ReaderRequest,
    draft: Draft,
    *,
    form: LinkForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    if form is None or not form.errors:
        form = LinkForm(initial={"offer": offer(draft)})
    parts = [(unit, title, remarks_on(draft, unit)) for unit, title in units_read(draft)]
    context |= {
        "draft": draft,
        "form": form,
        "links": draft.reading_links.open(),
        "may_make_links": may_submit(request.user),
        "parts": [part for part in parts if part[2]],
        "count": sum(len(remarks) for _unit, _title, remarks in parts),
    }
    return render(request, "sharing/links.html", context, status=status)


@csrf_exempt
@never_cache
@require_POST
def withdraw_link(request: ReaderRequest, key: UUID, pk: int) -> HttpResponse:
    """Have a link open nothing any more, at once."""
    if not is_own_origin(request):
        return refuse(request)
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        return ask_who_it_is(request)
    get_object_or_404(draft.reading_links, pk=pk).withdraw()
    messages.success(request, _("The link is withdrawn: it opens nothing any more."))
    return redirect("sharing:links", key)


@csrf_exempt
@never_cache
@require_POST
def settle_remark(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Do with a remark what its author asks for, on the page of links."""
    if not is_own_origin(request):
        return refuse(request)
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        return ask_who_it_is(request)
    settle(draft, request.POST.get("remark", ""))
    return HttpResponseRedirect(reverse("sharing:links", args=[key]) + "#remarks")


def ask_who_it_is(request: ReaderRequest) -> HttpResponse:
    """Answer who asks for a draft that is not theirs: as if there were none.

    Whose session has ended is asked to sign in, whatever they asked for.
    """
    if request.method == "POST" and request.user.is_anonymous:
        return redirect_to_login(request.path)
    raise Http404


# The colleague.


# Exempt as above: who reads by a link has no session.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: ReaderRequest, token: str) -> HttpResponse:
    """Show the draft that a link opens; on POST keep what is said of it."""
    link = ReadingLink.objects.opened_by(token).first()
    if link is None:
        return kept_secret(render(request, "sharing/no_link.html", status=404))
    if request.method != "POST":
        return show_draft(request, token, link)
    if not is_own_origin(request):
        return kept_secret(refuse(request))
    return kept_secret(take_in_remark(request, token, link))


def take_in_remark(request: ReaderRequest, token: str, link: ReadingLink) -> HttpResponse:
    """Keep what was said, for the author, or show what is wrong with it."""
    unit = request.POST.get("unit", "")
    units = dict(units_read(link.draft))
    # Of a part that its author has taken away meanwhile, it is said of the whole.
    form = remark_form(link, unit if unit in units else "", data=request.POST)
    if not form.is_valid():
        return show_draft(request, token, link, form=form, status=400)
    if link.draft.remarks.count() >= MOST_REMARKS:
        form.add_error(None, _("There are as many comments on this draft as can be kept."))
        return show_draft(request, token, link, form=form, status=429)
    if not REMARKS.allows(request, who=link.pk):
        message = _("That is %(amount)d comments in an hour. Please send this one later.")
        form.add_error(None, message % {"amount": REMARKS.amount})
        return show_draft(request, token, link, form=form, status=429)
    if not form.is_trapped:
        said = {name: form.cleaned_data[name] for name in ("unit", "name", "text")}
        # Sent twice, it is said once.
        if not link.remarks.filter(**said).exists():
            tell_author(request, Remark.objects.create(draft=link.draft, link=link, **said))
    messages.success(request, _("Thank you. Your comment stands beside the draft now."))
    anchor = f"#remarks-{unit}" if unit in units else "#remarks-"
    return HttpResponseRedirect(reverse("sharing:read", args=[token]) + anchor)


def tell_author(request: ReaderRequest, remark: Remark) -> None:
    """Write to the author what was said, unless they were written to of late or want no e-mails."""
    draft, author = remark.draft, remark.draft.owner
    if not may_email(author, mails.COMMENTS) or not MAILS.allows(request, who=draft.pk):
        return
    told = {
        "title": draft.title,
        "who": remark.by,
        "text": remark.text,
        "links": whole(reverse("sharing:links", args=[draft.pk])),
    }
    message = mails.message(author, "remarked", mails.COMMENTS, told)
    # Robust: what was said is kept, whatever becomes of the e-mail.
    transaction.on_commit(message.send, robust=True)


def show_draft(
    request: ReaderRequest,
    token: str,
    link: ReadingLink,
    *,
    form: RemarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = page_of(link.draft)
    request.reader = Reader.at(next(iter(numbers_of(page)), FIRST))
    parts = parts_read(link, page, form)
    response = show_as_page(
        request,
        link.draft,
        page,
        "sharing/read.html",
        link=link,
        token=token,
        whole=parts[0],
        parts=parts[1:],
    )
    response.status_code = status
    remember_in(response, request, token)
    return kept_secret(response)


def parts_read(link: ReadingLink, page: Any, filled_in: RemarkForm | None) -> list[PartRead]:
    """Return the whole, and then the parts of a draft, each with a form; `filled_in` is one."""
    shown = {str(block.id): block for block in page.body}
    blocks = {
        part.blocks[0]["id"]: [shown[each["id"]] for each in part.blocks if each["id"] in shown]
        for part in link.draft.interview.parts(link.draft.content)
    }
    return [
        PartRead(
            unit,
            title,
            filled_in
            if filled_in and filled_in.initial["unit"] == unit
            else remark_form(link, unit),
            blocks.get(unit, []),
            remarks_on(link.draft, unit, link=link),
        )
        for unit, title in units_read(link.draft)
    ]


def units_read(draft: Draft) -> list[tuple[str, str]]:
    """Return what can be spoken of: the whole, as "", and each part by its first block."""
    parts = draft.interview.parts(draft.content)
    titles = [(str(part.blocks[0]["id"]), str(title_of(part))) for part in parts]
    return [("", _("All of it")), *titles]


def remark_form(link: ReadingLink, unit: str, *, data: Any = None) -> RemarkForm:
    """Return the form for a remark on a unit, with the name of whom the link is for."""
    if data is not None:
        data = data.copy()
        data["unit"] = unit
    return RemarkForm(data, auto_id=f"{unit}-%s", initial={"unit": unit, "name": link.for_whom})


def kept_secret(response: HttpResponse) -> HttpResponse:
    """Have no search engine list what a link opens, and no other site learn its address.

    Not "no-referrer", which would take the origin from a form as well, and be refused for it.
    """
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
