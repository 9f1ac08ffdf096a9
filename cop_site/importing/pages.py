"""Writing articles as pages, with the history that the editor expects."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.blocks import StreamBlock
from wagtail.blocks.stream_block import StreamValue
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Collection, Page, Revision
from wagtail.signals import page_published

from cop_site.importing.articles import Article
from cop_site.importing.body import Block, Picture
from cop_site.importing.pictures import alt_text_of, image_of
from plugins.levels.models import Level, Topic
from plugins.pages import ContentPage, ListingPage


def listing_for(model: type[ContentPage]) -> ListingPage | None:
    """Return the list below which pages of a type stand, None if the site has none."""
    listings = (each for each in apps.get_models() if issubclass(each, ListingPage))
    return next((each.objects.first() for each in listings if each.listed_model is model), None)


def fill(
    page: ContentPage,
    article: Article,
    *,
    topics: Iterable[Topic],
    collection: Collection | None = None,
) -> None:
    """Give `page` all that `article` says; new images go into `collection`. Saves no page."""
    page.title, page.summary = article.title, article.summary
    page.credits = list(article.credits)
    if article.kind:
        page.kind = article.kind
    page.draft_title = article.title
    page.source_path = article.path
    page.source_licence = article.licence
    page.source_digest = article.digest()
    page.body = stream_value(page, article.blocks, collection)
    page.live = not article.draft_because
    page.first_published_at = article.date or page.first_published_at
    page.levels.set(list(Level.objects.numbered(*article.levels)))
    page.topics.set(list(topics))


def stream_value(
    page: ContentPage, blocks: Iterable[Block], collection: Collection | None = None
) -> StreamValue:
    """Return `blocks` as the value of the page's body; the images of pictures are made."""
    stream: StreamBlock = page._meta.get_field("body").stream_block
    values = [
        (name, value_of(stream.child_blocks[name], value, collection)) for name, value in blocks
    ]
    return StreamValue(stream, values)


def value_of(block: Any, value: Any, collection: Collection | None) -> Any:
    """Return a plain value as the block wants it."""
    if isinstance(value, Picture):
        value = {
            "image": image_of(value, collection=collection),
            "alt_text": alt_text_of(value),
            "caption": value.caption,
        }
    return block.normalize(value)


@transaction.atomic
def put(page: ContentPage, listing: ListingPage) -> None:
    """Save `page` below `listing`, or in the place that it has, with one new revision.

    Publishing in the usual way (add, save a revision, publish it) saves and indexes a page three
    times; this does it once, and leaves the same history.
    """
    is_new = page.pk is None
    stamp(page)
    if is_new:
        slug = page.slug or slugify(page.title) or slugify(page.source_path) or "page"
        page.slug = find_available_slug(listing, slug[:200])
        listing.add_child(instance=page)
    else:
        page.save()
    record(page, is_new=is_new)


def stamp(page: ContentPage) -> None:
    """Give a page that is about to be saved the dates of its publication."""
    page.has_unpublished_changes = not page.live
    if page.live:
        now = timezone.now()
        page.first_published_at = page.first_published_at or now
        # What comes in for the first time was not changed here: readers see its own date.
        page.last_published_at = now if page.pk else page.first_published_at


def record(page: ContentPage, *, is_new: bool) -> None:
    """Write the state of a page that was just saved into its history."""
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision = revision
    page.latest_revision_created_at = revision.created_at
    page.live_revision = revision if page.live else None
    # Not save(): nothing that is indexed has changed since.
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision,
        latest_revision_created_at=revision.created_at,
        live_revision=page.live_revision,
    )
    if page.live:
        log(instance=page, action="wagtail.publish", revision=revision, content_changed=True)
        page_published.send(sender=type(page), instance=page, revision=revision)
    elif not is_new:
        log(instance=page, action="wagtail.edit", revision=revision, content_changed=True)


def not_later_than_now(moment: datetime | None) -> datetime | None:
    """Return `moment`, or now if it is still to come."""
    return min(moment, timezone.now()) if moment else None
