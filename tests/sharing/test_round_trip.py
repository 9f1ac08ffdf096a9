"""The same page as data, in Wagtail's editor and in the interview: nothing changes on the way.

EXAMPLES=1000 for a thorough run; the ways through forms, which take longer, go a twentieth of it.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.test.utils.form_data import querydict_from_html

from plugins.interviews import Content, Interview, interview_named
from plugins.resources.models import ResourcePage
from plugins.rich_text import clean, without_keys
from plugins.rich_text.writing import to_html
from plugins.sharing.models import Draft
from plugins.stories.blocks import PARTS
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in
from tests.test_rich_text import lines as rich_lines
from tests.uploads.photos import PhotoFactory

from .windows import Window

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "50"))
# What the fixtures make is there for all examples, and stays as it is.
UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=UNHURRIED)
some = settings(max_examples=max(3, EXAMPLES // 20), deadline=None, suppress_health_check=UNHURRIED)

INTERVIEWS = ["story", "resource"]

# Forms take away the space around a line.
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12
).map(str.strip)
filled_lines = lines.map(lambda line: line or "A line")
texts = st.lists(filled_lines, min_size=1, max_size=3).map("\n".join)
# What formatted texts may consist of is tried in `tests.test_rich_text`.
answers = st.lists(rich_lines, max_size=2).map(lambda found: clean(to_html(found)))
# A page has no empty ones beside the parts of a story.
passages = answers.map(lambda html: html if strip_tags(html).strip() else "<p>Words.</p>")
keys = st.builds(lambda: str(uuid4()))
of_a_few = st.lists(st.integers(0, 2), unique=True)


def blocks_of(kind: str, values: Any) -> Any:
    return st.builds(lambda key, value: {"id": key, "type": kind, "value": value}, keys, values)


figures = st.fixed_dictionaries({
    "figures": st.lists(
        blocks_of("item", st.fixed_dictionaries(
            {"measure": filled_lines, "before": lines, "after": lines, "unit": lines}
        )),
        min_size=1, max_size=3,
    ),
    "note": lines,
})  # fmt: skip
# Of a picture its place among those that there are.
pictures = st.fixed_dictionaries(
    {"image": st.integers(0, 2), "alt_text": filled_lines, "caption": lines}
)
additions = (
    blocks_of("quote", st.fixed_dictionaries({"text": texts, "attribution": lines}))
    | blocks_of("picture", pictures)
    | blocks_of("figures", figures)
    | blocks_of("text", passages)
)
organisations = {"organisation": lines}
credited = (
    blocks_of(
        "person", st.fixed_dictionaries({"name": filled_lines, "role": lines} | organisations)
    )
    | blocks_of("role", st.fixed_dictionaries({"role": filled_lines} | organisations))
    | blocks_of("anonymous", st.fixed_dictionaries(organisations))
)
in_both = {
    "title": filled_lines,
    "summary": texts,
    "topics": of_a_few.map(sorted),
    "credits": st.lists(credited, max_size=3),
}


@st.composite
def stories(draw: Any) -> Content:
    """A story whose parts are in some order, with all else between them."""
    parts = [draw(blocks_of(part, answers)) for part in PARTS]
    others = draw(st.lists(additions, max_size=3))
    return {**draw(st.fixed_dictionaries(in_both)), "body": draw(st.permutations(parts + others))}


@st.composite
def resources(draw: Any) -> Content:
    """A resource of some kind, with what belongs to it, as it was written in Wagtail's editor."""
    body = draw(st.lists(blocks_of("heading", filled_lines) | additions, min_size=1, max_size=5))
    kind = draw(st.sampled_from(ResourcePage.Kind))
    by_kind = ResourcePage.levels_by_kind(kind)
    levels = draw(st.lists(st.sampled_from([2, 3, 4]), min_size=1, unique=True).map(sorted))
    return {
        **draw(st.fixed_dictionaries(in_both)),
        "body": body,
        "kind": str(kind),
        "levels": [] if tuple(levels) == by_kind else levels,
        "questions": draw(st.lists(filled_lines, max_size=3)),
        "attachments": draw(of_a_few),
        "sources": draw(of_a_few),
        "_asked": {},
    }


contents = {"story": stories(), "resource": resources()}


class There:
    """What pages name: pictures, files, topics and stories, three of each, by their places."""

    def __init__(self, listing: Any, owner: Any) -> None:
        documents = get_document_model().objects
        self.keys = {
            "topics": [TopicFactory().pk for _number in range(3)],
            "image": [PhotoFactory(uploaded_by_user=owner).pk for _number in range(3)],
            "attachments": [
                documents.create(title="File", file=ContentFile(b"words", name="words.txt")).pk
                for _number in range(3)
            ],
            "sources": [StoryPageFactory(parent=listing, owner=owner).pk for _number in range(3)],
        }

    def named_in(self, content: Content) -> Content:
        """Return `content` with the keys of what it names in the place of numbers."""
        content = deepcopy(content)
        for name in content.keys() & self.keys.keys():
            content[name] = [self.keys[name][number] for number in content[name]]
        for block in content["body"]:
            if block["type"] == "picture":
                block["value"]["image"] = self.keys["image"][block["value"]["image"]]
        return content


@pytest.fixture
def owner(db: None) -> Any:
    return MemberFactory()


@pytest.fixture
def there(home: Any, owner: Any) -> There:
    listing = interview_named("story").listing_model.objects.get()
    return There(listing, owner)


@pytest.fixture
def as_editor(there: There) -> Client:
    call_command("set_up_roles", verbosity=0)
    return signed_in(MemberFactory(groups=["Editors"]))


def as_said(content: Content) -> Content:
    """Return what is said, without the keys that Wagtail's editor gives to lines of its own."""
    body = [
        {**block, "value": without_keys(block["value"])}
        if isinstance(block["value"], str) and block["type"] != "heading"
        else block
        for block in content["body"]
    ]
    return {**content, "body": body}


def in_editor(interview: Interview, page: Any) -> dict[str, str]:
    """Return what Wagtail's editor sends for the StreamFields of `page`."""
    found = {}
    for name in ("body", "credits", *(["questions"] if interview.name == "resource" else [])):
        field = page._meta.get_field(name)
        raw = getattr(page, name).get_prep_value()
        found |= dict(sent(field.stream_block, raw, name))
    return found


def sent(block: Any, raw: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the fields that a browser sends for a block with the value `raw`, as it is stored."""
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        yield f"{name}-count", str(len(raw))
        for number, each in enumerate(raw):
            child = getattr(block, "child_block", None) or block.child_blocks[each["type"]]
            prefix = f"{name}-{number}"
            yield from {
                f"{prefix}-deleted": "",
                f"{prefix}-order": str(number),
                f"{prefix}-type": each["type"],
                f"{prefix}-id": each["id"],
            }.items()
            yield from sent(child, each["value"], f"{prefix}-value")
    elif isinstance(block, blocks.BaseStructBlock):
        for key, child in block.child_blocks.items():
            yield from sent(child, raw[key], f"{name}-{key}")
    else:
        shown = raw
        if isinstance(block, blocks.RichTextBlock):
            shown = block.field.widget.format_value(block.value_for_form(block.to_python(raw)))
        yield name, "" if shown is None else as_sent(str(shown))


def as_sent(text: str) -> str:
    """Return a text as a browser sends it, with two characters for the end of a line."""
    return text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")


def form_in(page: str, form_id: str) -> dict[str, list[str]]:
    """Return what a browser sends of a form in which nobody changed anything."""
    form = querydict_from_html(page, form_id=form_id)
    return {name: [as_sent(value) for value in values] for name, values in form.lists()}


@pytest.mark.parametrize("name", INTERVIEWS)
class TestNothingChanges:
    @many
    @given(data=st.data())
    def test_from_data_to_a_revision_of_the_page_and_back(self, there, name, data):
        interview = interview_named(name)
        content = there.named_in(data.draw(contents[name]))

        stored = interview.page(content).serializable_data()
        page = interview.model.from_serializable_data(stored)

        assert as_said(interview.content_of(page)) == as_said(content)

    @some
    @given(data=st.data())
    def test_through_wagtails_editor(self, there, as_editor, name, data):
        interview = interview_named(name)
        content = there.named_in(data.draw(contents[name]))
        factory = {"story": StoryPageFactory, "resource": ResourcePageFactory}[name]
        page = factory(parent=interview.listing_model.objects.get(), live=False)
        interview.fill(page, content)
        page.save_revision()

        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        form = form_in(as_editor.get(address).text, "page-edit-form")
        data = {**form, **in_editor(interview, page)}
        answer = as_editor.post(address, data)

        assert answer.status_code == 302
        page.refresh_from_db()
        edited = page.get_latest_revision_as_object()
        assert page.revisions.count() == 2
        assert as_said(interview.content_of(edited)) == as_said(content)

    @some
    @given(data=st.data())
    def test_through_the_interview(self, there, owner, name, data):
        content = there.named_in(data.draw(contents[name]))
        draft = Draft.objects.create(interview_name=name, owner=owner, content=content)
        window = AsInABrowser(signed_in(owner), f"/share/{draft.pk}/")

        window.send()

        assert window.response.status_code == 200
        draft.refresh_from_db()
        assert as_said(draft.content) == as_said(content)


class AsInABrowser(Window):
    """A window that sends ticks, choices and new lines as browsers do."""

    def show(self, response: Any) -> None:
        super().show(response)
        self.fields = form_in(response.text, "writing")
