"""What publishing costs with the readers' index beside it, and how soon a reader finds it."""

from dataclasses import dataclass, field
from time import perf_counter, sleep

from django.conf import settings
from django.test import override_settings

from benchmarks.measuring import Times, milliseconds, progress
from plugins.levels.reader import Reader
from plugins.levels.visibility import pages_visible_to
from plugins.stories.models import StoryPage

#: Pages that are published with the index on, and as many with it off.
PUBLISHED = 40
WARMING = 4
#: Seconds after which a page counts as lost.
PATIENCE = 30.0
#: Seconds between two looks whether it is found.
PAUSE = 0.005


@dataclass
class Following:
    """Times in milliseconds of publishing a page."""

    with_index: Times = field(default_factory=Times)
    without_index: Times = field(default_factory=Times)
    #: From the call of publish() to the first search that finds the page.
    findable: Times = field(default_factory=Times)


def measure_following() -> Following:
    """Publish changed stories, in turn with and without the index, as an editor does."""
    progress(f"publishing {2 * PUBLISHED} pages")
    following = Following()
    stories = StoryPage.objects.live().public().filter(levels__number=1).order_by("pk")
    for number, story in enumerate(stories[: PUBLISHED + WARMING]):
        measured = following if number >= WARMING else Following()
        _publish_without_index(story, measured)
        _publish_with_index(story, f"findable{number}", measured)
    return following


def _publish_with_index(story: StoryPage, word: str, following: Following) -> None:
    story.title = f"{story.title} {word}"
    started = perf_counter()
    following.with_index.append(_publish(story))
    while not _is_found(word):
        if perf_counter() - started > PATIENCE:
            raise TimeoutError(f"A published page was not found within {PATIENCE} s.")
        sleep(PAUSE)
    following.findable.append(1000 * (perf_counter() - started))


def _publish_without_index(story: StoryPage, following: Following) -> None:
    only_default = {"default": settings.WAGTAILSEARCH_BACKENDS["default"]}
    with override_settings(WAGTAILSEARCH_BACKENDS=only_default):
        story.title = f"{story.title} again"
        following.without_index.append(_publish(story))


def _publish(story: StoryPage) -> float:
    elapsed, _ = milliseconds(lambda: story.save_revision().publish())
    return elapsed


def _is_found(word: str) -> bool:
    return pages_visible_to(Reader.at(1)).search(word, backend="readers").count() > 0
