"""Keeps true when pages are due: as they are published, changed, or given another kind."""

from collections.abc import Collection
from datetime import date
from typing import Any

import swapper
from django.db.models import Field
from django.db.models.signals import post_save, pre_save
from django.utils import timezone

from plugins.freshness.collecting import forget_removed
from plugins.freshness.intervals import interval_of
from plugins.freshness.models import Review
from plugins.levels.models import LevelledMixin
from plugins.levels.registry import levelled_models

#: Whoever changes no more than this has not looked at whether the text is right.
SAYS_NOTHING = frozenset({"credits", "review_date", "slug", "seo_title", "search_description"})


def connect() -> None:
    """Have all levelled pages watched."""
    for model in levelled_models():
        pre_save.connect(look_at_change, model, dispatch_uid="freshness_look_at_change")
        post_save.connect(notice, model, dispatch_uid="freshness_notice")


def look_at_change(
    instance: LevelledMixin,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: Any,
) -> None:
    """Keep with a page that is being saved whether it says something new to readers."""
    instance.__dict__.pop("says_news", None)
    if not raw and instance.live and concerns_readers(instance, update_fields):
        instance.__dict__["says_news"] = says_news(instance)


def concerns_readers(page: LevelledMixin, update_fields: Collection[str] | None) -> bool:
    """Tell whether what is saved may change what a page says, its kind, or whether it is live."""
    if update_fields is None:
        return True
    names = {field.name for field in texts_of(type(page))}
    names |= {"live", "review_date", page.kind_field or "live"}
    return not names.isdisjoint(update_fields)


def says_news(page: LevelledMixin) -> bool:
    """Tell whether a page says something else than what readers have of it, if they have it."""
    fields = texts_of(type(page))
    names = [field.name for field in fields]
    read = type(page)._base_manager.filter(pk=page.pk, live=True)
    before = read.values(*names).first() if page.pk else None
    if before is None:
        return True
    return any(
        field.get_prep_value(before[field.name])
        != field.get_prep_value(getattr(page, field.attname))
        for field in fields
    )


def texts_of(model: type[LevelledMixin]) -> list[Field]:
    """Return the fields of a page type that say something to its readers.

    Tags are none of them: who gives a page other levels or topics has not read it again.
    """
    base = swapper.load_model("wagtailcore", "Page")
    own = [field for field in model._meta.concrete_fields if field.model is not base]
    return [
        field
        for field in [base._meta.get_field("title"), *own]
        if field.editable
        and field.remote_field is None
        and field.name not in {*SAYS_NOTHING, model.kind_field}
    ]


def notice(instance: LevelledMixin, raw: bool = False, **kwargs: Any) -> None:
    """Keep when a page is due that has been saved."""
    has_news: bool | None = instance.__dict__.pop("says_news", None)
    if has_news is None:
        return
    review = Review.objects.filter(page=instance.pk).select_related("interval").first()
    if review is None:
        review = Review(page_id=instance.pk, changed_on=published_on(instance))
    elif has_news:
        review.changed_on = timezone.localdate()
    before = facts(review)
    review.interval = interval_of(instance)
    review.own_date = getattr(instance, "review_date", None)
    review.count()
    if facts(review) != before or not review.pk:
        review.save()
    if has_news:
        forget_removed(instance)


def facts(review: Review) -> tuple[Any, ...]:
    """Return what is kept of when a page is due."""
    return review.interval_id, review.changed_on, review.right_on, review.own_date, review.due_on


def published_on(page: Any) -> date:
    """Return when a page was last published, as far as it says so."""
    at = page.last_published_at or page.first_published_at
    return timezone.localdate(at) if at else timezone.localdate()
