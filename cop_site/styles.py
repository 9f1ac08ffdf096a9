"""The page of styles: every component of the site in every state, for those who work on it."""

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from wagtail.blocks import Block
from wagtail.models import Page

from cop_site.models import HomePage
from plugins.blocks import FiguresBlock, Heading, QuoteBlock, TextBlock
from plugins.levels.models import Topic
from plugins.levels.reader import ReaderRequest

SUMMARY = "What it is about, in a sentence or two that tell a stranger whether to read on."


class SampleForm(forms.Form):
    """A field of each kind; what is filled in below makes some of them fail."""

    name = forms.CharField(help_text="As you want to be credited.")
    email = forms.EmailField()
    kind = forms.ChoiceField(choices=[("pattern", "Pattern"), ("guide", "Guide")])
    text = forms.CharField(widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="I have the right to publish this")


@require_safe
def styles(request: ReaderRequest) -> HttpResponse:
    """Show every component in every state; only where DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "cop_site/styles.html", dict(components(request)))


def components(request: ReaderRequest) -> Iterator[tuple[str, Any]]:
    """Yield what the components show, by the name that the template has for it."""
    topics = [Topic(name="Open data", slug="open-data"), Topic(name="Service design", slug="s")]
    pages = [
        sample(
            "A queue at the counter",
            kind_label="story",
            summary=SUMMARY,
            credit_in_short="Ida Holm",
        ),
        sample("A pattern", kind_label="pattern"),
    ]
    yield "pages", pages
    yield "topics", topics
    yield "excerpt", mark_safe("… how long the <mark>queue</mark> was, and why …")
    yield "levels", request.reader.levels
    yield "standings", [standing(request, number) for number in (None, 1, 2, 3, 4)]
    yield "lists", [Paginator(range(30), 10).page(number) for number in (1, 2, 3)]
    yield "headings", [Heading("What it brings", "#"), Heading("What it costs", "#")]
    yield "choices", [choice("Story", 6, chosen=True), choice("Pattern", 1204)]
    yield "blocks", [block.render(block.to_python(value)) for block, value in blocks()]
    yield "form", SampleForm()
    yield "failed_form", SampleForm({"name": "Ida", "email": "no address", "kind": "pattern"})


def sample(title: str, **shown: Any) -> Page:
    """Return what stands in for a page where a component shows one: it leads to the home page."""
    page: Any = copy(HomePage.objects.first())
    page.title = title
    for name, value in {"published_on": datetime(2026, 5, 4, tzinfo=UTC), **shown}.items():
        setattr(page, name, value)
    return page


def standing(request: ReaderRequest, number: int | None) -> SimpleNamespace:
    """Return what components ask of a reader at a level, None for one who has not chosen."""
    reader = request.reader
    return SimpleNamespace(
        levels=reader.levels,
        number=number or 1,
        level=reader.level_numbered(number or 1),
        has_chosen=number is not None,
        topic_levels={},
    )


def choice(label: str, count: int, *, chosen: bool = False) -> SimpleNamespace:
    """Return a choice to narrow a search by."""
    return SimpleNamespace(value=label.lower(), label=label, count=count, is_chosen=chosen)


def blocks() -> Iterator[tuple[Block, Any]]:
    """Yield what a text is made of, each with a value as it is stored; no pictures."""
    yield TextBlock(), "<h3>A sub-heading</h3><p>Words, <b>bold</b> and <i>italic</i>.</p>"
    yield QuoteBlock(), {"text": "I gave up.", "attribution": "A visitor"}
    measures = [
        {"measure": "Waiting", "before": "47", "after": "19", "unit": "minutes"},
        {"measure": "Letters", "before": "fourteen", "after": "three", "unit": ""},
    ]
    yield FiguresBlock(), {"figures": measures, "note": "Our own count."}
