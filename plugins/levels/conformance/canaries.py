"""Canary pages: a made-up word for each page type, level and state, to see where it gets to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone
from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.models import (
    AbstractPage,
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowTask,
)

from plugins.levels.models import FIRST, LAST, Level, LevelledMixin, Topic

LEVELS = range(FIRST, LAST + 1)
HOUR = timedelta(hours=1)
LETTERS = str.maketrans("0123456789", "ghijklmnop")
#: What a site gives for page types that cannot be made from their fields alone: an unsaved page of
#: a type whose texts hold a word.
Maker = Callable[[str], Page]


def made_up_word() -> str:
    """Return a word that stands nowhere else: letters only, so that every search takes it whole."""
    return "zq" + uuid4().hex[:14].translate(LETTERS)


@dataclass(frozen=True)
class Kind:
    """What a canary is: a type of page, at a level, in a state."""

    model: type[LevelledMixin]
    level: int
    state: str

    def __str__(self) -> str:
        return f"{self.model._meta.label} at level {self.level}, {self.state}"


@dataclass(frozen=True)
class Canary:
    """A word, and the page whose texts hold it."""

    word: str
    #: The name of a topic that no other page has; of a draft's word, the word again.
    topic_word: str
    kind: Kind
    key: int
    url: str
    #: The keys of its topics.
    topics: frozenset[int]
    #: Whether anybody may read it: live, public, neither scheduled nor expired.
    is_open: bool
    #: Whether its page opens to everybody who is signed in.
    opens_to_members: bool
    #: Whether the visitor may work on it in the editor, and so know of it there.
    is_known: bool
    #: Whether the visitor wrote it.
    is_own: bool

    @property
    def words(self) -> tuple[str, str]:
        return self.word, self.topic_word


class Planter:
    """Makes canaries for one visitor: pages in every state, and what they need."""

    def __init__(
        self,
        user: Any | None,
        *,
        owner: Any | None = None,
        makers: Mapping[type[Page], Maker] | None = None,
    ) -> None:
        """Make them for what `user` may know (None: a visitor); `owner` is who wrote them."""
        self._user = user
        self._owner = owner
        self._makers = makers or {}
        #: A topic that a visitor may read at another level in; some canaries have it.
        self.shared_topic = Topic.objects.create(name=made_up_word())
        self._sections: dict[int, Page] = {}

    def plant(self, kind: Kind, *, in_topic: bool) -> Iterator[Canary]:
        """Make a page of a kind, and yield its canaries: an edited page has one more word."""
        word, topic = made_up_word(), Topic.objects.create(name=made_up_word())
        topics = [topic, self.shared_topic] if in_topic else [topic]
        page = self._page(kind, word, topics)
        url, known = page.url or "", self._is_known(page)
        common = {"kind": kind, "key": page.pk, "url": url}
        common |= {"topics": frozenset(each.pk for each in topics), "is_known": known}
        common |= {"is_own": bool(self._user and page.owner == self._user)}
        common |= {"opens_to_members": kind.state in OPEN_TO_MEMBERS}
        bring = STATES[kind.state]
        further = bring(page, kind) if bring else None
        is_open = kind.state in OPEN_STATES
        yield Canary(word=word, topic_word=topic.name, is_open=is_open, **common)
        if further:
            yield Canary(word=further, topic_word=further, is_open=False, **common)

    def _page(self, kind: Kind, word: str, topics: list[Topic]) -> Page:
        page = self.filled(kind.model, word)
        elsewhere = next((n for n in kind.model.may_feed if n != kind.level), kind.level)
        number = elsewhere if kind.state == "retagged" else kind.level
        page.levels.set(Level.objects.numbered(number))
        page.topics.set(topics)
        page.live = False
        parent = self.parent_of(kind.model)
        if kind.state == "in a private section":
            parent = self.private_section(parent)
        parent.add_child(instance=page)
        revision = page.save_revision(user=self._owner, clean=False)
        if kind.state not in NEVER_LIVE:
            revision.publish()
        return kind.model.objects.get(pk=page.pk)

    def _is_known(self, page: Page) -> bool:
        return bool(self._user and page.permissions_for_user(self._user).can_edit())

    def filled(self, model: type[Page], word: str) -> Page:
        """Return an unsaved page of a type with a word in each of its texts."""
        page = self._makers[model](word) if model in self._makers else filled(model, word)
        page.title, page.slug, page.owner = f"{word} canary", word, self._owner
        return page

    def parent_of(self, model: type[Page]) -> Page:
        """Return a page below which pages of a type may be made."""
        for parent_model in model.allowed_parent_page_models():
            parent = parent_model.objects.live().filter(depth__gt=1).order_by("depth").first()
            if parent:
                return parent
        raise ImproperlyConfigured(f"There is no page below which a {model.__name__} may be made.")

    def private_section(self, like: Page) -> Page:
        """Return a private page of the type of `like`, beside it."""
        if like.pk not in self._sections:
            above = like if like.depth < 3 else like.get_parent()
            section = self.filled(type(like), made_up_word())
            above.add_child(instance=section)
            restrict(section)
            self._sections[like.pk] = section
        return self._sections[like.pk]


def filled(model: type[Page], word: str) -> Page:
    """Return an unsaved page that is valid, with `word` in every text that an editor can write."""
    others = {field.name: valid_value(field) for field in own_fields(model) if not is_text(field)}
    given = {name: value for name, value in others.items() if value is not None}
    return model(**given, **texts_with(model, word))


def own_fields(model: type[Page]) -> list[Any]:
    """Return the fields of a page type that an editor fills in."""
    inherited = {field.name for field in AbstractPage._meta.get_fields()}
    inherited -= {"seo_title", "search_description"}
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and field.name not in inherited and not field.name.endswith("_ptr")
    ]


def texts_with(model: type[Page], word: str) -> dict[str, Any]:
    """Return `word` for each text of a page type, by the name of the field."""
    return {
        field.name: streamed(field.stream_block, word) if isinstance(field, StreamField) else word
        for field in own_fields(model)
        if is_text(field)
    }


def is_text(field: Any) -> bool:
    """Tell whether any word will do in a field: no choice, no address, no file."""
    if isinstance(field, StreamField):
        return True
    if field.choices or type(field).__name__ in ("EmailField", "URLField", "SlugField"):
        return False
    return isinstance(field, models.CharField | models.TextField)


def valid_value(field: Any) -> Any:
    """Return a value for a field that is no text, None to leave it as it is."""
    if field.choices:
        return next(value for value, _label in field.flatchoices if value)
    if field.null or field.has_default():
        return None
    return {
        "DateField": timezone.localdate(),
        "DateTimeField": timezone.now(),
        "IntegerField": 1,
        "PositiveIntegerField": 1,
        "BooleanField": False,
    }.get(field.get_internal_type())


def streamed(block: StreamBlock, word: str) -> list[tuple[str, str]]:
    """Return a stream of the texts that a block takes, each once, with `word` in them."""
    texts = (RichTextBlock, CharBlock, TextBlock)
    return [
        (name, f"<p>{word}</p>" if isinstance(child, RichTextBlock) else word)
        for name, child in block.child_blocks.items()
        if isinstance(child, texts)
    ]


# States. Each brings a live page, just made, into its state; one that leaves a second word in the
# page, a secret one, returns it.


def edit(page: Page, kind: Kind) -> str:
    word = made_up_word()
    for name, value in texts_with(type(page), word).items():
        setattr(page, name, value)
    page.title = f"{word} canary"
    page.save_revision(clean=False)
    return word


def schedule(page: Page, kind: Kind) -> None:
    page.go_live_at = timezone.now() + HOUR
    page.save_revision(clean=False).publish()


def expire(page: Page, kind: Kind) -> None:
    page.expire_at = timezone.now() - HOUR
    page.save()


def restrict(page: Page, kind: Kind | None = None) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def restrict_to_group(page: Page, kind: Kind) -> None:
    kind = PageViewRestriction.GROUPS
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    restriction.groups.add(Group.objects.get_or_create(name="Friends of the canaries")[0])


def moderate(page: Page, kind: Kind) -> None:
    workflow = page.get_workflow() or any_workflow()
    workflow.start(page, page.owner)


def any_workflow() -> Workflow:
    """Return a workflow that somebody has to approve."""
    workflow = Workflow.objects.create(name="Canaries")
    task = GroupApprovalTask.objects.create(name="Canaries")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def unpublish(page: Page, kind: Kind) -> None:
    page.unpublish()


def delete(page: Page, kind: Kind) -> None:
    page.delete()


def retag(page: Any, kind: Kind) -> None:
    page.levels.set(Level.objects.numbered(kind.level))
    page.save_revision(clean=False).publish()


def repeat(page: Page, kind: Kind) -> None:
    restrict(page)
    page.create_alias(update_slug=f"{page.slug}-again")


STATES: dict[str, Callable[[Any, Kind], str | None] | None] = {
    "live": None,
    "edited": edit,
    "retagged": retag,
    "a draft": None,
    "scheduled": schedule,
    "in moderation": moderate,
    "expired": expire,
    "private": restrict,
    "for a group": restrict_to_group,
    "in a private section": None,
    "private, with an alias": repeat,
    "unpublished": unpublish,
    "deleted": delete,
}
NEVER_LIVE = {"a draft", "scheduled", "in moderation"}
OPEN_STATES = {"live", "edited", "retagged"}
OPEN_TO_MEMBERS = {"private", "in a private section", "private, with an alias"}


def all_kinds(types: Sequence[type[LevelledMixin]]) -> list[Kind]:
    """Return a kind for each level and state; the types that may feed a level take turns."""
    turns = {n: cycle([model for model in types if n in model.may_feed]) for n in LEVELS}
    return [
        Kind(next(turns[number]), number, state)
        for state in STATES
        for number in LEVELS
        if any(number in model.may_feed for model in types)
    ]
