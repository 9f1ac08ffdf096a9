"""Where pictures and documents are used, as Wagtail's reference index knows it.

The index holds what is stored with pages: what readers see of a live page, not its drafts.
"""

import re
from collections.abc import Iterator
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import AbstractPage, DraftStateMixin, ReferenceIndex, Revision
from wagtail.query import PageQuerySet

from plugins.levels.visibility import all_pages, published, unexpired

Page = swapper.load_model("wagtailcore", "Page")


def uses_of(model: type[Model]) -> QuerySet[ReferenceIndex]:
    """Return all uses of files of a type, each with the key of what uses it as `source`.

    What is no page and has drafts is asked for separately: its key need be no number.
    """
    return ReferenceIndex.objects.filter(to_content_type=type_of(model)).annotate(
        source=Cast("object_id", key_of(Page))
    )


def uses_on(pages: PageQuerySet, model: type[Model]) -> QuerySet[ReferenceIndex]:
    """Return the uses of files of a type on `pages`."""
    return uses_of(model).filter(is_on(pages))


def public_uses(model: type[Model]) -> QuerySet[ReferenceIndex]:
    """Return the uses of files of a type that anybody may see.

    Those on published pages, and those by what is no page, a setting for example; where it may be
    a draft, only if it is live.
    """
    drafted = {type_of(each): each for each in draft_models()}
    shown = ~Q(base_content_type__in=[type_of(Page), *drafted])
    for content_type, each in drafted.items():
        live = unexpired(each._default_manager.filter(live=True)).values_list("pk", flat=True)
        shown |= Q(base_content_type=content_type, object_id__in=[str(key) for key in live])
    return uses_of(model).filter(shown | is_on(published(all_pages())))


def is_on(pages: PageQuerySet) -> Q:
    """Return what tells uses on `pages` from others, by looking up the page of each use."""
    return Q(base_content_type=type_of(Page)) & Q(Exists(pages.filter(pk=OuterRef("source"))))


def keys_of_files(uses: QuerySet[ReferenceIndex], model: type[Model]) -> QuerySet:
    """Return the primary keys of the files of a type that are used."""
    return uses.values_list(Cast("to_object_id", key_of(model)), flat=True)


def is_named_in(revisions: QuerySet[Revision], file: Model) -> bool:
    """Tell whether one of the `revisions` uses the file, as their texts are no relations."""
    texts = revisions.annotate(text=Cast("content", TextField()))
    key = re.compile(rf"(?<![\w-]){re.escape(str(file.pk))}(?![\w-])")
    target = (type_of(type(file)).pk, str(file.pk))
    # Few hold its key, and of these only some mean the file.
    return any(
        key.search(revision.text) and target in targets_of(revision.as_object())
        for revision in texts.filter(text__contains=str(file.pk))
    )


def targets_of(thing: Any) -> Iterator[tuple[int, str]]:
    """Yield the type and the key of all that a page or the like refers to, saved or not."""
    for (
        content_type,
        key,
        _model_path,
        _content_path,
    ) in ReferenceIndex._extract_references_from_object(thing):
        yield content_type, key


def draft_models() -> list[type[Model]]:
    """Return the models other than pages that use something and may be drafts."""
    return [
        model
        for model in ReferenceIndex.indexed_models
        if issubclass(model, DraftStateMixin) and not issubclass(model, AbstractPage)
    ]


def type_of(model: type[Model]) -> ContentType:
    """Return the content type under which the index keeps a model: that of its first ancestor."""
    ancestors = model._meta.get_parent_list()
    return ContentType.objects.get_for_model(
        ancestors[-1] if ancestors else model, for_concrete_model=False
    )


def key_of(model: type[Model]) -> Field:
    """Return the kind of field that a model's primary key is, to turn the index's texts into."""
    return type(model._meta.pk)()
