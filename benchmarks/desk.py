"""`make bench-desk`: what the editor's pages cost with many pages and submissions.

`python -m benchmarks.desk --pages 20000 --submissions 200` makes a site in a folder of its own, in
which editors have something of everything to do, and asks for each page of the desk as one of them.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

#: The most queries of one page, and the most milliseconds of the median, as issue 7 has them.
MOST_QUERIES, MOST_TIME = 30, 300
ROUNDS = 7
EDITOR = "editor@example.org"
#: Names of the URLs of the desk's pages, beside the first page and those of single things.
PAGES = (
    "curating:submissions",
    "curating:contributions",
    "curating:waiting_times",
    "stage_map",
    "practice_calls:index",
    "practice_calls:add",
    "readers_wishes:index",
    "picks:index",
    "picks:add",
    "problem_reports:index",
    "review_intervals:index",
    "retagging:list",
    "topic_admin:merge",
    "searches:report",
    "content_report",
    "feedback_fit_report",
    "feedback_disagreements",
    "freshness_due",
    "freshness_links",
)
FIT_PAGES, SEARCHES, WISHES, PROBLEMS, LINKS = 2_000, 20_000, 300, 200, 500


def main() -> None:
    """Make the site, measure, and print."""
    options = parsed()
    with ExitStack() as stack:
        folder = options.folder or stack.enter_context(TemporaryDirectory(prefix="cop-desk-"))
        os.environ.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.settings")
        import django

        is_there = (Path(folder) / "db.sqlite3").exists()
        django.setup()
        if not is_there:
            World(options.pages, options.submissions).make()
        for line in report(options.rounds):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


def parsed() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="make bench-desk", description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often a page is asked for")
    parser.add_argument("--folder", help="where the site is, or is made and kept")
    return parser.parse_args()


class World:
    """A site with so many pages and submissions, and something of everything for its editors."""

    def __init__(self, pages: int, submissions: int) -> None:
        self._pages, self._submissions = pages, submissions
        self._random = Random(pages)  # noqa: S311 - no secrets are made here

    def make(self) -> None:
        """Make all of it."""
        from django.core.management import call_command

        from benchmarks.content import Writer
        from benchmarks.measuring import progress
        from plugins.members import roles

        call_command("migrate", verbosity=0)
        roles.set_up()
        writer = Writer(self._pages)
        for written in writer.write():
            progress(f"{written} pages")
        self._words = writer.vocabulary.words
        self._people()
        progress("submissions")
        self._submit()
        progress("what readers do")
        self._verdicts()
        self._problems()
        self._searches()
        self._wishes()
        self._links()
        call_command("update_index", backend_name="readers", verbosity=0)

    def _people(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group

        users = get_user_model().objects
        self._editor = users.create(username=EDITOR, email=EDITOR)
        self._editor.groups.add(Group.objects.get(name="Editors"))
        self._authors = [
            users.create(username=f"author{number}", email=f"author{number}@example.org")
            for number in range(40)
        ]
        for author in self._authors:
            author.groups.add(Group.objects.get(name="Practitioners"))

    def _submit(self) -> None:
        """Have practitioners submit stories over two months, and editors take some of them."""
        from django.utils import timezone
        from wagtail.models import TaskState

        from benchmarks.content import stored_body
        from plugins.levels.models import Level, Topic
        from plugins.stories.blocks import PARTS
        from plugins.stories.models import StoryIndexPage, StoryPage

        listing = StoryIndexPage.objects.get()
        topics = list(Topic.objects.all())
        for number, author in zip(range(self._submissions), cycle(self._authors), strict=False):
            body = stored_body(PARTS, [" ".join(self._some_words(60))] * len(PARTS))
            page = StoryPage(title=f"Submission {number}", summary="To be read.", body=body)
            page.owner, page.live = author, False
            page.levels.set(Level.objects.numbered(1, 4))
            page.topics.set(self._random.sample(topics, 2))
            listing.add_child(instance=page)
            page.save_revision(user=author)
            page.get_workflow().start(page, author)
        now = timezone.now()
        for number, state in enumerate(TaskState.objects.order_by("pk")):
            at = now - timedelta(hours=number * 7)
            TaskState.objects.filter(pk=state.pk).update(started_at=at)
            if number % 10 == 0:
                state.reject(user=self._editor, comment="Please say more of what came of it.")

    def _some_words(self, count: int) -> list[str]:
        return [self._random.choice(self._words[:4_000]) for _word in range(count)]

    def _some_pages(self, count: int) -> list[int]:
        from plugins.levels.visibility import all_pages

        keys = all_pages().live().filter(level_tags__isnull=False).order_by("pk").distinct()
        return list(islice(keys.values_list("pk", flat=True), count))

    def _verdicts(self) -> None:
        from django.utils import timezone

        from plugins.feedback.models import FitCount
        from plugins.levels.models import LevelTag

        today = timezone.localdate()
        tags = LevelTag.objects.filter(content_object__in=self._some_pages(FIT_PAGES))
        FitCount.objects.bulk_create(
            FitCount(
                page_id=page,
                level_id=level,
                verdict=verdict,
                day=today - timedelta(days=30 * month),
                count=self._random.randint(0, 6),
            )
            for page, level in tags.values_list("content_object", "tag")
            for verdict in FitCount.Verdict
            for month in range(3)
        )

    def _problems(self) -> None:
        from plugins.feedback.models import ProblemReport

        ProblemReport.objects.bulk_create(
            ProblemReport(page_id=page, reason=ProblemReport.Reason.WRONG, text="A figure is off.")
            for page in self._some_pages(PROBLEMS)
        )

    def _searches(self) -> None:
        from django.utils import timezone

        from plugins.levels.models import Level
        from plugins.searches.models import SearchCount, SearchedWords

        levels, today = list(Level.objects.all()), timezone.localdate()
        rows = SearchedWords.objects.bulk_create(
            SearchedWords(
                words=f"{' '.join(self._some_words(2))} {number}",
                level=self._random.choice(levels),
                results=self._random.choice((0, 0, 0, 5)),
            )
            for number in range(SEARCHES)
        )
        SearchCount.objects.bulk_create(
            SearchCount(words=row, day=today - timedelta(days=day), count=2)
            for row in rows
            for day in (1, 20)
        )

    def _wishes(self) -> None:
        from plugins.calls.models import Call, Wish
        from plugins.levels.models import Level, Topic

        levels, topics = list(Level.objects.all()), list(Topic.objects.all())
        for number in range(WISHES):
            words = f"{' '.join(self._some_words(2))} {number}"
            Wish.ask(words, self._random.choice(levels))
        Call.objects.bulk_create(
            Call(
                title=f"Your first week of {topic}",
                level=self._random.choice(levels),
                topic=topic,
                asked_by=self._editor,
            )
            for topic in topics
        )

    def _links(self) -> None:
        from django.utils import timezone

        from plugins.freshness.catching_up import catch_up
        from plugins.freshness.models import Link, LinkOnPage

        links = [Link.to(f"https://example.org/{number}") for number in range(LINKS)]
        for link in links:
            link.state, link.failing_since = Link.State.BROKEN, timezone.now()
        Link.objects.bulk_create(links)
        LinkOnPage.objects.bulk_create(
            LinkOnPage(page_id=page, link=link)
            for page, link in zip(self._some_pages(LINKS), links, strict=True)
        )
        # Pages that were there before anybody kept when they are due.
        catch_up()


def report(rounds: int) -> Iterator[str]:
    """Yield the table of all pages of the desk, and whether each is as wanted."""
    from benchmarks.report import Target

    yield f"{'page of the desk':<66}{'queries':>8}{'median ms':>11}"
    figures = []
    for url in urls():
        queries, median = measured(url, rounds)
        figures.append((url, queries, median))
        yield f"{url:<66}{queries:>8}{median:>11.0f}"
    yield ""
    yield str(Target("queries of a page, the most", max(q for _, q, _t in figures), MOST_QUERIES))
    yield str(Target("median of a page, the most, ms", max(t for _, _q, t in figures), MOST_TIME))


def urls() -> list[str]:
    """Return the paths of the desk's pages: the first page, lists, reports, and one review."""
    from django.urls import reverse
    from wagtail.models import TaskState

    state = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).earliest("pk")
    return [
        reverse("wagtailadmin_home"),
        *(reverse(name) for name in PAGES),
        reverse("curating:review", args=[state.pk]),
        reverse("wagtailadmin_explore", args=[state.workflow_state.content_object.get_parent().pk]),
    ]


def measured(url: str, rounds: int) -> tuple[int, float]:
    """Return how many queries an editor's page takes, and the median of its time in ms."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from benchmarks.measuring import Times, milliseconds

    queries: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        queries.append(sql)
        return execute(sql, *more)

    client = Client()
    client.force_login(get_user_model().objects.get(email=EDITOR))
    # The first one makes what all later ones find.
    status = client.get(url).status_code
    if status != 200:
        raise RuntimeError(f"{url} answers {status}: is it no page of the desk any more?")
    with connection.execute_wrapper(note):
        client.get(url)
    times = Times(milliseconds(lambda: client.get(url))[0] for _round in range(rounds))
    return len(queries), times.median


if __name__ == "__main__":
    main()
