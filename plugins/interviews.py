"""What a practitioner is asked, so that the answers become a page; for plugins with pages to share.

A plugin offers its interviews with the hook `interviews`. What is written is kept as data, in the
shape of the page that it will be: its fields by name, and the body as a StreamField keeps it, the
keys of its blocks with it. So nothing that was written in Wagtail's editor is lost on the way
through the interview, nor the other way round, and comments stay with what they are about.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from html import unescape
from typing import Any, ClassVar, TypeAlias
from uuid import uuid4

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.utils.html import strip_tags
from wagtail import hooks
from wagtail.models import Page

from plugins.levels.models import LAST, Level, Topic
from plugins.levels.reader import Reader
from plugins.levels.visibility import LevelledPageQuerySet
from plugins.pages import ContentPage, ListingPage

#: A page as data: the values of fields by name, and under "body" a list of blocks. What a draft
#: notes for itself, and no page has, is under names that begin with "_".
Content: TypeAlias = dict[str, Any]
#: A block of a body: {"id": …, "type": …, "value": …}.
Block: TypeAlias = dict[str, Any]


#: Characters of a title and of a summary that are suggested.
LONG_TITLE = 80
LONG_SUMMARY = 300
NO_RUNNING_TEXT = {"heading"}
# Where a sentence ends: marks, what closes with them, and a space or nothing. Marks are looked at
# from their first one only, since somebody may type a hundred thousand.
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[”\"')\]]*(?=\s|$)")
# What begins a new line of text on a page.
BLOCK_END = re.compile(r"</(?:p|h3|h4|li)>|<br\s*/?>")


@dataclass(frozen=True)
class Question:
    """One question of an interview; the answer becomes one part of the page."""

    #: What tells it from the others of its interview; part of an address.
    name: str
    #: What is asked.
    prompt: str
    #: What to think of.
    hint: str
    #: What somebody might have answered.
    example: str
    #: How many words a good answer has, from and to.
    words: tuple[int, int]
    #: How the page is to call the part, where its author may word that.
    heading: str = ""
    #: What is asked for beside the text, one of the types in `Interview.additions`.
    asks_for: str = ""


class AnswerForm(forms.Form):
    """What is asked for one unit of what is written: a field of the page, or a block of its body.

    It saves whatever is typed: what is too long, or missing, is said where it is submitted. All
    that a form refuses would be lost to who cannot mend it now.
    """

    #: The template that shows it.
    shown_with = "components/fields.html"

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        unit: str,
        value: Any,
        kind: str = "",
        user: Any = None,
    ) -> None:
        """Ask for a unit, a block of type `kind` or a field, whose value is now `value`.

        `user` is the member who answers, None for somebody without an account: they may upload
        nothing.
        """
        self.unit, self.before, self.kind, self.user = unit, value, kind, user
        super().__init__(data, files, prefix=f"u-{unit}", initial=self.initial_of(value))

    def is_in(self, data: Mapping[str, Any]) -> bool:
        """Whether what was posted answers this form."""
        return self.add_prefix("seen") in data

    def initial_of(self, value: Any) -> dict[str, Any]:
        """Return what its fields show for the value of the unit."""
        raise NotImplementedError

    def value(self) -> Any:
        """Return the value of the unit that was filled in."""
        raise NotImplementedError


class LineField(forms.CharField):
    """One line, or some, of plain text; characters that no database keeps are left out."""

    def __init__(self, *, is_needed: bool = False, **kwargs: Any) -> None:
        """Take any text; one that `is_needed` before something is submitted is not optional."""
        self.is_needed = is_needed
        super().__init__(**{"required": False, **kwargs})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        # Forms send the ends of lines as the web has them, texts have them as all else has.
        text = text.replace("\r\n", "\n").replace("\0", "")
        return text.encode("utf-8", "ignore").decode()


class TextAnswerForm(AnswerForm):
    """A unit that is a text; the subclass or `of` says what it is called."""

    text = LineField()

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"text": value or ""}

    def value(self) -> str:
        return str(self.cleaned_data["text"])


@dataclass
class Part:
    """One part of what is written: the question, if one was asked, and the blocks of the answer."""

    name: str
    question: Question | None
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Excerpt:
    """What somebody picked of one part of a page, to make something else of it."""

    #: What the part is called on the page.
    heading: str
    blocks: list[Block]


class Interview:
    """How pages of one type are asked for. The subclass says what its questions are."""

    #: Tells the interview from others; part of an address.
    name: ClassVar[str]
    model: ClassVar[type[ContentPage]]
    #: The list below which its pages are, one on a site.
    listing_model: ClassVar[type[ListingPage]]
    #: What a practitioner shares, and what that is, in a sentence.
    label: ClassVar[Any]
    hint: ClassVar[Any]
    #: The types of blocks that begin a part.
    leads: ClassVar[frozenset[str]]
    #: The types of blocks that may be added to a part.
    additions: ClassVar[tuple[str, ...]] = ("picture", "figures", "quote")
    #: Whether an author may add a part of their own, with a heading.
    may_add_parts: ClassVar[bool] = False
    #: Fields beside the body, in the order in which they are asked for after it.
    fields: ClassVar[tuple[str, ...]] = ("title", "summary", "topics")
    #: Fields that are asked for before the body.
    first_fields: ClassVar[tuple[str, ...]] = ()
    #: Forms for fields that only pages of this type have, by the names of the fields.
    forms: ClassVar[dict[str, type[AnswerForm]]] = {}
    #: The part whose first sentence is offered as a title, and those that make a summary.
    titled_by: ClassVar[str] = ""
    summed_up_by: ClassVar[tuple[str, ...]] = ()

    # To be said by the subclass.

    def questions(self, content: Content) -> Sequence[Question]:
        """Return what is asked of who writes `content`, in order."""
        raise NotImplementedError

    def question_of(self, block: Block, content: Content) -> Question | None:
        """Return the question that the part beginning with `block` answers."""
        raise NotImplementedError

    def begin(self, content: Content) -> None:
        """Put into `content` what every answer is written into, where it is not there yet."""
        raise NotImplementedError

    # What all have in common.

    def begin_for(self, content: Content, topics: Sequence[int], levels: Sequence[int]) -> None:
        """Put in what is known before the first word, where somebody is asked to write something.

        `topics` are keys and `levels` numbers. Where an author chooses the levels, those are
        offered that such pages may feed, and the last one, where all that is shared can be found.
        """
        content["topics"] = [*topics]
        offered = {*levels} & {*self.model.may_feed}
        if offered and "levels" in self.fields:
            content["levels"] = sorted(offered | ({LAST} & {*self.model.may_feed}))

    def blank(self) -> Content:
        """Return what there is before the first word is written."""
        content: Content = {"title": "", "summary": "", "body": [], "topics": [], "credits": []}
        self.begin(content)
        return content

    def parts(self, content: Content) -> list[Part]:
        """Return the parts of `content` in order; one without a question holds what comes first."""
        parts: list[Part] = []
        for block in content["body"]:
            if block["type"] in self.leads:
                question = self.question_of(block, content)
                name = question.name if question else str(block["id"])
                taken = {part.name for part in parts}
                parts.append(Part(str(block["id"]) if name in taken else name, question))
            elif not parts:
                parts.append(Part("beginning", None))
            parts[-1].blocks.append(block)
        return parts

    def problems(self, content: Content) -> Iterator[tuple[str, str]]:
        """Yield what keeps `content` from being submitted, as units and sentences.

        Only what pages of this type need beyond what all of them do.
        """
        return iter(())

    def kinds_drawn(self) -> Sequence[tuple[str, Any]]:
        """Return the kinds of pages that can be made of parts of others: values and labels."""
        return ()

    def drawn_from(self, page: ContentPage, excerpts: Sequence[Excerpt], kind: str) -> Content:
        """Return what there is at first of a page that is made of `page`, of one of these kinds."""
        raise NotImplementedError

    def suggested_title(self, content: Content) -> str:
        """Return a title made of what is written, empty where nothing is."""
        return shortened(self.first_sentence(content, self.titled_by).rstrip(".!"), LONG_TITLE)

    def suggested_summary(self, content: Content) -> str:
        """Return a summary made of what is written, empty where nothing is."""
        sentences = [self.first_sentence(content, name) for name in self.summed_up_by]
        return shortened(" ".join(filter(None, sentences)), LONG_SUMMARY)

    def first_sentence(self, content: Content, name: str) -> str:
        """Return the first sentence of the part called `name`, empty where it has no text."""
        blocks = [each for part in self.parts(content) if part.name == name for each in part.blocks]
        texts = (each["value"] for each in blocks if each["type"] not in NO_RUNNING_TEXT)
        return next(filter(None, map(first_sentence_of, filter(is_text, texts))), "")

    def content_of(self, page: ContentPage) -> Content:
        """Return `page`, saved or not, as data."""
        content: Content = {
            "title": page.title,
            "summary": with_plain_ends(page.summary),
            "body": with_plain_ends(with_keys(page.body.get_prep_value())),
            "topics": sorted(tag.tag_id for tag in page.topic_tags.all()),
            "credits": with_keys(page.credits.get_prep_value()),
        }
        self.begin(content)
        return content

    def fill(self, page: ContentPage, content: Content) -> None:
        """Write `content` into `page`, which is not saved."""
        page.title, page.summary = content["title"].strip(), content["summary"].strip()
        for name, blocks in (("body", self.written(content)), ("credits", content["credits"])):
            stream = page._meta.get_field(name)
            setattr(page, name, stream.to_python(json.dumps(blocks)))
        page.topics.set(Topic.objects.filter(pk__in=content["topics"]))
        if not page.levels_in_order():
            page.levels.set(Level.objects.numbered(*page.default_level_numbers()))

    def written(self, content: Content) -> list[Block]:
        """Return the body without what was asked and not answered, and texts that are empty."""
        written: list[Block] = []
        for part in self.parts(content):
            lead, *others = part.blocks
            said = [block for block in others if not is_empty_text(block)]
            if lead["type"] not in self.leads:
                written += [*([] if is_empty_text(lead) else [lead]), *said]
            elif said or part.question is None or lead["type"] not in NO_RUNNING_TEXT:
                # The heading above an answer that nobody gave would stand alone.
                written += [lead, *said]
        return written

    def page(self, content: Content) -> ContentPage:
        """Return a new page of what is written, in no tree."""
        page = self.model()
        self.fill(page, content)
        return page

    def listings(self, reader: Reader) -> LevelledPageQuerySet:
        """Return the list below which new pages come, if there is one that anybody may see."""
        return LevelledPageQuerySet(self.listing_model).public_to(reader)


def is_text(value: Any) -> bool:
    """Tell whether the value of a block is a text."""
    return isinstance(value, str)


def is_running_text(block: Block) -> bool:
    """Tell whether a block is running text, or is to be: HTML, unlike all other texts."""
    return is_text(block["value"]) and block["type"] not in NO_RUNNING_TEXT


def is_empty_text(block: Block) -> bool:
    """Tell whether a block is running text, or is to be, and nothing is written in it."""
    return is_running_text(block) and not strip_tags(block["value"]).strip()


def first_sentence_of(rich_text: str) -> str:
    """Return the first sentence of a rich text, or its first line where no sentence ends in it."""
    lines = strip_tags(BLOCK_END.sub("\n", rich_text)).splitlines()
    first = next((" ".join(unescape(line).split()) for line in lines if line.strip()), "")
    end = SENTENCE_END.search(first, 1)
    return first[: end.end()] if end else first


def shortened(text: str, length: int) -> str:
    """Return `text`, cut between words where it is longer than `length` characters."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(maxsplit=1)[0].rstrip(",;:- \u2013") + "…"


def new_block(kind: str, value: Any = "") -> Block:
    """Return a block for a body, with a key of its own."""
    return {"id": str(uuid4()), "type": kind, "value": value}


def with_keys(blocks: Iterable[Block]) -> list[Block]:
    """Return a copy of `blocks` in which each has a key."""
    return [{**deepcopy(block), "id": block.get("id") or str(uuid4())} for block in blocks]


def with_plain_ends(value: Any) -> Any:
    """Return a text, or whatever has texts in it, with the ends of lines as `LineField` has them.

    Wagtail's editor stores them as forms send them: what it gave back as it was had changed.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, list):
        return [with_plain_ends(each) for each in value]
    if isinstance(value, dict):
        return {name: with_plain_ends(each) for name, each in value.items()}
    return value


def copied(value: Any) -> Any:
    """Return a copy of a block, or of whatever is in one, whose blocks have keys of their own."""
    if isinstance(value, list):
        return [copied(each) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {name: copied(each) for name, each in value.items()}
    return {**copy, "id": str(uuid4())} if {"type", "value"} <= copy.keys() else copy


def interviews() -> Iterator[Interview]:
    """Yield the interviews that plugins offer."""
    for offer in hooks.get_hooks("interviews"):
        yield from offer()


def interview_named(name: str) -> Interview:
    """Return the interview called `name`; ImproperlyConfigured where no plugin offers it."""
    for interview in interviews():
        if interview.name == name:
            return interview
    raise ImproperlyConfigured(f"No plugin offers an interview “{name}”: install the one that did.")


def interview_for(page: Page) -> Interview | None:
    """Return the interview by which pages of the type of `page` are written, if there is one."""
    model = page.specific_class
    return next((each for each in interviews() if each.model is model), None)
