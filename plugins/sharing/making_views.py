"""Where an author or an editor picks parts of a page, to make something else of them."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plugins.interviews import Block, Content, Interview, interview_for, is_text
from plugins.levels.authors import for_authors
from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import all_pages
from plugins.pages import stored_texts
from plugins.sharing.making import (
    excerpts,
    make,
    makers,
    may_make_of,
    parts_of,
    says_something,
)
from plugins.sharing.steps import label_of
from plugins.sharing.views import BEGINNINGS, address_of

#: Words of a block by which its author knows it.
BEGUN = 30


class MakeForm(forms.Form):
    """What is to become of which parts of a page."""

    # The key of the draft: whoever sends the form twice makes one.
    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What would you like to make?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is to be.")},
    )
    picked = forms.MultipleChoiceField(
        label=_("What goes into it?"),
        error_messages={"required": _("Tick at least one part.")},
    )

    def __init__(self, data: Any, *, page: Any, interview: Interview, content: Content) -> None:
        super().__init__(data, initial={"key": uuid4()})
        self.interview = interview
        self.makers = {f"{each.name}:": each for each in makers(page)}
        kind: Any = self.fields["kind"]
        kind.choices = [
            (f"{name}{value}", label)
            for name, maker in self.makers.items()
            for value, label in maker.kinds_drawn()
        ]
        self.parts = parts_of(interview, content)
        picked: Any = self.fields["picked"]
        picked.choices = [
            (block["id"], block["id"]) for _heading, part in self.parts for block in part.blocks
        ]

    def chosen(self) -> tuple[Interview, str]:
        """Return by which interview it is written, and as what kind."""
        name, _colon, kind = self.cleaned_data["kind"].partition(":")
        return self.makers[f"{name}:"], kind

    def offered(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield the heading of each part with its blocks: all ticked, before anything is."""
        ticked = self["picked"].value() or [] if self.is_bound else None
        for heading, part in self.parts:
            yield (
                heading,
                [
                    {
                        "key": block["id"],
                        "label": "" if is_text(block["value"]) else self.label_of(block),
                        "text": begun(block),
                        "is_ticked": ticked is None or block["id"] in ticked,
                    }
                    for block in part.blocks
                    if says_something(block)
                ],
            )

    def label_of(self, block: Block) -> str:
        """Return what a block is called that is no running text."""
        return str(label_of(self.interview, block["type"]))


def begun(block: Block) -> str:
    """Return the first words of a block, by which its author knows it."""
    return Truncator(" · ".join(stored_texts(block["value"]))).words(BEGUN)


@for_authors
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_of(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ask for parts of a page and a kind; on POST go on with a draft that begins with them."""
    page = all_pages().filter(pk=pk).first()
    interview = interview_for(page) if page else None
    if page is None or interview is None or not may_make_of(page, request.user):
        raise Http404
    page = page.specific if page.live else page.get_latest_revision_as_object()
    content = interview.content_of(page)
    data = request.POST if request.method == "POST" else None
    form = MakeForm(data, page=page, interview=interview, content=content)
    if data is None or not form.is_valid():
        return show(request, page, form, status=200 if data is None else 400)
    if not BEGINNINGS.allows(request, who=request.user.pk):
        message = _("That is %(amount)d drafts in an hour. Please make this one later.")
        form.add_error("picked", message % {"amount": BEGINNINGS.amount})
        return show(request, page, form, status=429)
    maker, kind = form.chosen()
    picked = excerpts(interview, content, form.cleaned_data["picked"])
    key = form.cleaned_data["key"]
    draft = make(key, page, request.user, maker=maker, kind=kind, picked=picked)
    return redirect(address_of(draft, request))


def show(request: ReaderRequest, page: Any, form: MakeForm, *, status: int) -> HttpResponse:
    context = {"form": form, "about": page, "parts": list(form.offered())}
    return render(request, "sharing/make.html", context, status=status)
