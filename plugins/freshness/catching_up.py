"""Keeps when those pages are due that were there before anybody kept it."""

from typing import Any

from django.apps import AppConfig
from django.contrib.contenttypes.models import ContentType

from plugins.freshness.intervals import interval_of, intervals_of, kind_of, make_intervals
from plugins.freshness.models import Review, ReviewInterval
from plugins.freshness.noticing import published_on
from plugins.levels.models import LevelledMixin
from plugins.levels.registry import levelled_models

#: So many pages are read, and written, at once.
BATCH = 1_000


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """Catch up whenever the database is brought up to date."""
    catch_up()


def catch_up() -> int:
    """Keep when all pages are due of which it is not kept; return how many there were."""
    make_intervals()
    return sum(catch_up_with(model) for model in levelled_models())


def catch_up_with(model: type[LevelledMixin]) -> int:
    """Keep when pages of one type are due; return how many there were."""
    intervals = intervals_of(model)
    # By the exact type: what inherits from it is there as its own.
    pages = model._base_manager.filter(
        live=True, content_type=ContentType.objects.get_for_model(model), freshness_review=None
    )
    own = {model.kind_field, "review_date"} & {field.name for field in model._meta.fields}
    fields = ["content_type", "first_published_at", "last_published_at", *own]
    reviews = [
        review_of(page, intervals.get(kind_of(page)) or interval_of(page))
        for page in pages.only(*fields).iterator(chunk_size=BATCH)
    ]
    Review.objects.bulk_create(reviews, batch_size=BATCH, ignore_conflicts=True)
    return len(reviews)


def review_of(page: LevelledMixin, interval: ReviewInterval) -> Review:
    """Return when a page is due, unsaved."""
    own_date = getattr(page, "review_date", None)
    review = Review(
        page_id=page.pk, interval=interval, changed_on=published_on(page), own_date=own_date
    )
    review.count()
    return review
