"""The topics in what editors and authors go on with: a draft that named a topic names another.

Readers see the tags of pages; each revision has a copy of its own, as JSON. What is only looked up,
the history of a page, stays as it was: whoever goes back to it finds the topics that there still
are.
"""

from collections.abc import Iterator
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db import connections, router
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import Revision, TaskState

from plugins.levels.indexing import chunks
from plugins.levels.keys import among
from plugins.levels.models import Topic
from plugins.levels.visibility import all_pages

TAGS = "topic_tags"
#: So many revisions are read and written at once.
AT_ONCE = 200


def gone_on_with() -> QuerySet[Revision]:
    """Return the revisions of pages that are still to become something, or may be taken up.

    The latest and the live one of each page, those that go live later, and those in review.
    """
    pages = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))
    reviewed = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    return Revision.objects.filter(
        Q(pk__in=all_pages().order_by().values("latest_revision"))
        | Q(pk__in=all_pages().order_by().values("live_revision"))
        | Q(approved_go_live_at__isnull=False)
        | Q(pk__in=reviewed.values("revision")),
        base_content_type=pages,
    )


def naming(topic: Topic) -> QuerySet[Revision]:
    """Return those of them whose JSON may name `topic`; it is quicker to say than to read it."""
    written = f'"tag": {topic.pk}'
    revisions = gone_on_with().annotate(written=Cast("content", TextField()))
    return revisions.filter(written__contains=written)


def move_in_revisions(gone: Topic, into: Topic) -> None:
    """Have the revisions that are gone on with name `into` where they name `gone`."""
    for keys in chunks(list(naming(gone).values_list("pk", flat=True)), AT_ONCE):
        revisions = Revision.objects.filter(pk__in=among(keys)).only("content")
        changed = [each for each in revisions if move_in(each.content, gone.pk, into.pk)]
        write(changed)


def write(revisions: list[Revision]) -> None:
    """Save the content of revisions; `bulk_update()` takes longer to say it than it takes."""
    connection = connections[router.db_for_write(Revision)]
    content, key = (Revision._meta.get_field(name) for name in ("content", "id"))
    quoted = map(connection.ops.quote_name, (Revision._meta.db_table, content.column, key.column))
    statement = "UPDATE {} SET {} = %s WHERE {} = %s".format(*quoted)  # noqa: S608 names only
    rows = [(content.get_db_prep_save(each.content, connection), each.pk) for each in revisions]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def move_in(content: dict[str, Any], gone: int, into: int) -> bool:
    """Exchange a topic in the content of a page, named once; tell whether it was there."""
    tags = content.get(TAGS) or []
    if not any(tag["tag"] == gone for tag in tags):
        return False
    content[TAGS] = list(exchanged(tags, gone, into))
    return True


def exchanged(tags: list[dict[str, Any]], gone: int, into: int) -> Iterator[dict[str, Any]]:
    """Yield the tags with one topic in the place of another, unless they have both."""
    has_both = any(tag["tag"] == into for tag in tags)
    for tag in tags:
        if tag["tag"] != gone:
            yield tag
        elif not has_both:
            yield {**tag, "tag": into}
