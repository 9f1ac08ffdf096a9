"""Loading the sample content. What exists is left as it is, whoever made it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page

from cop_site.demo.accounts import PRACTITIONER
from cop_site.demo.desk import DUE, fill_desk
from cop_site.demo.media import demo_collection, demo_document, demo_image
from cop_site.demo.texts import a_year_after, demo_articles, field
from cop_site.demo.verdicts import count_verdicts
from cop_site.importing.articles import Article
from cop_site.importing.body import Block
from cop_site.importing.pages import fill, listing_for, put, record, stamp, stream_value
from cop_site.importing.topics import Topics
from cop_site.models import CommunitySettings
from plugins.members.models import User
from plugins.pages import ContentPage, ListingPage
from plugins.resources.models import ResourceAttachment, ResourcePage, ResourceSource
from plugins.stories.models import StoryPage

SECTIONS = ("situation", "action", "outcome", "advice")


@dataclass(frozen=True)
class Loaded:
    """How much came in, and how much was there already."""

    stories: int
    resources: int


class NoListing(Exception):  # noqa: N818 - the site is unfinished, the program is right
    """Raised where the site has no list that a type of page goes into."""


def notice() -> str:
    """Return what every page says while the site shows sample content."""
    return _("This site shows sample content: its people, places and figures are made up.")


def load() -> Loaded:
    """Make those pages of the sample content that are missing, all or nothing."""
    with no_letters():
        return load_all()


@contextmanager
def no_letters() -> Iterator[None]:
    """Have nobody written to: the authors of sample content are nobody."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend


@transaction.atomic
def load_all() -> Loaded:
    """Make the pages, and what readers and practitioners did.

    Stories name resources and resources name stories: the stories are put into their places first,
    and get their history once the resources are there.
    """
    loader = Loader()
    stories = loader.place_stories()
    resources = loader.make_resources()
    for page, article in stories:
        loader.finish_story(page, article)
    pages = {page.slug: page for page in [*(page for page, _article in stories), *resources]}
    count_verdicts(pages)
    fill_desk(loader.submissions(), pages)
    say_so()
    return Loaded(len(stories), len(resources))


def say_so() -> None:
    """Let every page say that this is sample content, unless editors give notice of something."""
    community = CommunitySettings.load()
    if not community.notice:
        community.notice = notice()
        community.save()


class Loader:
    """Makes pages of the sample content, and knows which are there."""

    def __init__(self) -> None:
        self.topics = Topics()
        self.collection: Collection = demo_collection()
        self.owner = User.objects.filter(email=PRACTITIONER).first()
        self.stories = self.listing(StoryPage)
        self.resources = self.listing(ResourcePage)

    @staticmethod
    def listing(model: type[ContentPage]) -> ListingPage:
        """Return the list that pages of a type go into; raises NoListing if the site has none."""
        listing = listing_for(model)
        if listing is None:
            message = _("The site has no %(list)s: run “manage.py migrate” first.")
            raise NoListing(message % {"list": model._meta.verbose_name_plural})
        return listing

    @staticmethod
    def missing(folder: str, listing: ListingPage) -> list[tuple[str, Article]]:
        """Return the articles in `folder` whose slug is free below `listing`, by slug."""
        taken = set(listing.get_children().values_list("slug", flat=True))
        return list(demo_articles(folder, taken=taken))

    def page(self, model: type[ContentPage], slug: str, article: Article) -> Any:
        """Return an unsaved page for `article`."""
        page = model(slug=slug)
        fill(page, article, topics=self.topics.named(article.topics))
        return page

    # Stories

    def place_stories(self) -> list[tuple[StoryPage, Article]]:
        """Put the stories into their places, owned by the demo practitioner if there is one."""
        placed = []
        for slug, article in self.missing("stories", self.stories):
            whole = replace(article, blocks=tuple(self.story_blocks(article)))
            page = self.page(StoryPage, slug, whole)
            page.owner = self.owner
            stamp(page)
            self.stories.add_child(instance=page)
            placed.append((page, whole))
        return placed

    def story_blocks(self, article: Article) -> list[Block]:
        """Return the blocks of a story, with what its front matter puts after its sections."""
        blocks = list(article.blocks)
        picture, quote, figure = (field(article, name) for name in ("picture", "quote", "figure"))
        if picture:
            insert_after("situation", ("picture", self.picture(picture)), blocks)
        if quote:
            insert_after("action", ("quote", quote), blocks)
        if figure:
            insert_after("outcome", ("figures", figures(figure)), blocks)
        return blocks

    def picture(self, picture: dict[str, Any]) -> dict[str, Any]:
        """Return the value of a picture block."""
        return {
            "image": demo_image(picture, self.collection),
            "alt_text": picture["alt"],
            "caption": picture.get("caption", ""),
        }

    def finish_story(self, page: StoryPage, article: Article) -> None:
        """Link the resource that a story names, and begin the story's history."""
        slug = article.fields.get("resource")
        linked = self.resources.get_children().filter(slug=slug).first() if slug else None
        if linked:
            blocks = (*article.blocks, ("resource", linked.specific))
            page.body = stream_value(page, blocks)
            page.save()
        record(page, is_new=True)

    def submissions(self) -> dict[str, StoryPage]:
        """Make the stories that wait for an editor; none where nobody has written them."""
        submitted = {}
        missing = self.missing("submissions", self.stories) if self.owner else []
        for slug, article in missing:
            page = self.page(StoryPage, slug, article)
            page.owner = self.owner
            put(page, self.stories)
            submitted[slug] = page
        return submitted

    # Resources

    def make_resources(self) -> list[ResourcePage]:
        """Make the resources with what they take along, and return them."""
        made = []
        for slug, article in self.missing("resources", self.resources):
            page = self.page(ResourcePage, slug, article)
            page.questions = [("question", each) for each in article.fields.get("questions") or ()]
            page.review_date = review_date(slug, article)
            page.sources = [
                ResourceSource(source=source)
                for source in self.named_stories(article.fields.get("drawn_from") or ())
            ]
            attachment = field(article, "attachment")
            if attachment:
                document = demo_document(attachment, self.collection)
                page.attachments = [ResourceAttachment(document=document)]
            put(page, self.resources)
            made.append(page)
        return made

    def named_stories(self, slugs: Iterable[str]) -> list[Page]:
        """Return the stories with these slugs, in the same order; those that are gone left out."""
        known = {page.slug: page for page in self.stories.get_children().filter(slug__in=slugs)}
        return [known[slug] for slug in slugs if slug in known]


def review_date(slug: str, article: Article) -> date | None:
    """Return when a resource is to be looked at again: a year after it came out, as a rule."""
    if slug in DUE:
        return timezone.localdate() - timedelta(days=DUE[slug])
    return a_year_after(article.date.date()) if article.date else None


def figures(figure: dict[str, Any]) -> dict[str, Any]:
    """Return the value of a block with one figure before and after."""
    values = {name: str(figure.get(name, "")) for name in ("measure", "before", "after", "unit")}
    return {"figures": [values], "note": str(figure.get("note", ""))}


def insert_after(section: str, block: Block, blocks: list[Block]) -> None:
    """Put `block` where a section of a story ends: before the next one, or at the end."""
    names = [name for name, _value in blocks]
    begin = names.index(section) + 1 if section in names else len(names)
    later = (place for place in range(begin, len(names)) if names[place] in SECTIONS)
    blocks.insert(next(later, len(names)), block)
