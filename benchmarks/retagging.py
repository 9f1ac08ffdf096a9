"""What it takes to give many pages other levels and a topic, and all of them back what they had."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision

from benchmarks.measuring import progress
from plugins.levels.models import Level, LevelTag, Topic, TopicTag
from plugins.levels.reader import Reader
from plugins.levels.visibility import pages_visible_to
from plugins.stories.models import StoryPage

#: A name that no page has in its text.
TOPIC = "Kumquat"
#: From this level to that one.
BEFORE, AFTER = 1, 4
#: Seconds after which search counts as wrong for good.
PATIENCE = 60.0
PAUSE = 0.02


@dataclass
class Retagged:
    """Seconds that it takes to change many pages as an editor does, and what came of it."""

    pages: int
    preview: float
    changing: float
    requests: int
    revisions: int
    log_entries: int
    #: From the last request to the moment at which search finds all that it should.
    search_right: float
    undoing: float
    search_right_again: float
    is_as_before: bool


def measure_retagging(many: int) -> Retagged:
    """Change so many stories, and undo that."""
    progress(f"changing the levels and topics of {many} pages")
    topic, _created = Topic.objects.get_or_create(name=TOPIC)
    stories = StoryPage.objects.live().public().filter(levels__number=BEFORE).order_by("pk")
    keys = list(stories.values_list("pk", flat=True)[:many])
    client, chosen = administrator(), choice(topic)
    before, revisions, entries = tags_of(keys), count_revisions(keys), count_entries(keys)
    preview, url = seconds(lambda: begin(client, keys, chosen))
    changing, requests = seconds(lambda: to_the_end(client, url))
    found = seconds_until(lambda: (found_at(BEFORE), found_at(AFTER)) == (0, len(keys)))
    made = count_revisions(keys) - revisions, count_entries(keys) - entries
    undoing, _requests = seconds(lambda: to_the_end(client, client.post(f"{url}undo/").url))
    return Retagged(
        pages=len(keys),
        preview=preview,
        changing=changing,
        requests=requests,
        revisions=made[0],
        log_entries=made[1],
        search_right=found,
        undoing=undoing,
        search_right_again=seconds_until(lambda: found_at(AFTER) == 0),
        is_as_before=tags_of(keys) == before,
    )


def administrator() -> Client:
    """Return a browser in which somebody is signed in who may do everything."""
    user, _created = get_user_model().objects.get_or_create(
        username="bench", defaults={"is_superuser": True, "email": "bench@example.org"}
    )
    client = Client()
    client.force_login(user)
    return client


def choice(topic: Topic) -> dict[str, Any]:
    """Return what is chosen in the form."""
    level = Level.objects.get(number=AFTER)
    return {
        "levels_how": "set",
        "levels": level.pk,
        "topics_how": "add",
        "topics": topic.pk,
    }


def begin(client: Client, keys: list[int], chosen: dict[str, Any]) -> str:
    """Choose and look at the preview; return where it goes on."""
    arguments = ["wagtailcore", "page", "retag"]
    url = reverse("wagtail_bulk_action", args=arguments, query={"id": keys})
    seen = re.search(r'name="previewed" value="([^"]+)"', client.post(url, chosen).text)
    if seen is None:
        raise RuntimeError("There was no preview.")
    begun: Any = client.post(url, {**chosen, "previewed": seen[1], "go": "1"})
    return str(begun.url)


def to_the_end(client: Client, url: str) -> int:
    """Ask for more until all is done, as the script of the page does; return how often."""
    number = 1
    while not client.post(url, headers={"accept": "application/json"}).json()["is_finished"]:
        number += 1
    return number


def seconds(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds an action takes, and what it returns."""
    began = monotonic()
    result = action()
    return monotonic() - began, result


def seconds_until(is_so: Callable[[], bool]) -> float:
    """Return how many seconds it takes until something is so."""
    began = monotonic()
    while not is_so():
        if monotonic() - began > PATIENCE:
            raise TimeoutError(f"Search was not right within {PATIENCE} s.")
        sleep(PAUSE)
    return monotonic() - began


def found_at(level: int) -> int:
    """Return how many pages readers of a level find by the topic."""
    pages = pages_visible_to(Reader.at(level))
    return int(pages.search(TOPIC.lower(), backend="readers").count())


def tags_of(keys: list[int]) -> set[tuple[type, int, int]]:
    """Return all levels and topics of the pages with these keys."""
    return {
        (tags, page, tag)
        for tags in (LevelTag, TopicTag)
        for page, tag in tags.objects.filter(content_object__in=keys).values_list(
            "content_object", "tag"
        )
    }


def count_revisions(keys: list[int]) -> int:
    """Return how many revisions pages have."""
    return int(Revision.page_revisions.filter(object_id__in=map(str, keys)).count())


def count_entries(keys: list[int]) -> int:
    """Return how many entries the log has of pages."""
    return int(PageLogEntry.objects.filter(page__in=keys).count())
