"""What was searched for is deleted after some days, and where searches are no longer counted."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from plugins.searches.keeping import first_day
from plugins.searches.models import SearchCount, SearchedWords

#: Rows deleted in one query.
MANY = 500


def forget_what_is_old() -> int:
    """Delete what is older than is kept, if there is any; return how many words are gone.

    Called after each batch: there is something once a day, and to find that out costs little.
    """
    old = SearchCount.objects.filter(day__lt=first_day())
    return forget(old) if old.exists() else 0


def forget_all() -> int:
    """Delete all that was ever searched for; return how many words are gone."""
    return forget(SearchCount.objects.all())


@transaction.atomic
def forget(counts: QuerySet[SearchCount]) -> int:
    """Delete `counts`, the words that none are left of, and what editors did with these."""
    counts.delete()
    gone = list(SearchedWords.objects.filter(counts=None).values_list("pk", flat=True))
    for start in range(0, len(gone), MANY):
        some = gone[start : start + MANY]
        log_of(some).delete()
        SearchedWords.objects.filter(pk__in=some).delete()
    return len(gone)


def log_of(keys: list[int]) -> QuerySet[ModelLogEntry]:
    """Return what was logged of rows of words, since it names the words."""
    content_type = ContentType.objects.get_for_model(SearchedWords)
    return ModelLogEntry.objects.filter(
        content_type=content_type, object_id__in=[str(key) for key in keys]
    )
