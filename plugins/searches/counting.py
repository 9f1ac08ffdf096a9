"""Searches, counted in memory and written in batches beside other processes that do the same."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from plugins.levels.models import Level, Topic
from plugins.levels.topics_by_name import TopicsByName
from plugins.searches.forgetting import forget_what_is_old
from plugins.searches.keeping import is_on
from plugins.searches.models import SearchCount, SearchedWords
from plugins.searches.topics import topic_named_in
from plugins.tallies import Tally

#: Words, and the number of the level at which they were searched for.
Key = tuple[str, int]


@dataclass(frozen=True)
class Searched:
    """What is noted of a search."""

    words: str
    #: The number of the level that was searched, 1 to 4.
    level: int
    day: date
    #: How many pages it found, None where that says nothing of the level.
    results: int | None
    #: Whether it counts: not where the same person has just searched for the same.
    is_new: bool

    @property
    def key(self) -> Key:
        return self.words, self.level


def count(batch: Mapping[Searched, int]) -> None:
    """Add a batch of searches to the database, and once a day delete what is old.

    Raises `django.db.Error` where nothing was added.
    """
    if not is_on():
        return
    with transaction.atomic():
        add(batch)
    forget_what_is_old()


def add(batch: Mapping[Searched, int]) -> None:
    """Add to the counts that there are, make those that are missing, and note what was found."""
    times: Counter[tuple[Key, date]] = Counter()
    for searched, number in batch.items():
        if searched.is_new:
            times[searched.key, searched.day] += number
    make_missing({key for key, _day in times})
    rows = rows_of({searched.key for searched in batch})
    note_results(batch, rows)
    add_times({(rows[key], day): number for (key, day), number in times.items()})


def make_missing(keys: Collection[Key]) -> None:
    """Make rows for words that nobody has searched for at the level, each with its topic."""
    there = rows_of(keys)
    missing = sorted(key for key in keys if key not in there)
    if not missing:
        return
    levels = {level.number: level.pk for level in Level.objects.all()}
    by_name = TopicsByName(Topic.objects.all())
    placed = placed_by_editors(words for words, _number in missing)
    SearchedWords.objects.bulk_create(
        (
            SearchedWords(
                words=words,
                level_id=levels[number],
                topic_id=placed[words] if words in placed else topic_named_in(words, by_name),
                is_placed=words in placed,
            )
            for words, number in missing
        ),
        ignore_conflicts=True,
    )


def placed_by_editors(words: Iterable[str]) -> dict[str, int | None]:
    """Return to which topics editors said that words belong, whatever the level."""
    placed = SearchedWords.objects.filter(words__in=set(words), is_placed=True)
    return dict(placed.values_list("words", "topic"))


def rows_of(keys: Collection[Key]) -> dict[Key, int]:
    """Return the keys of the rows that there are, locked until the transaction is over."""
    rows = SearchedWords.objects.filter(words__in={words for words, _number in keys}).order_by("pk")
    # The levels are read along, and no one waits for them.
    found = rows.select_for_update(of=("self",)).values_list("words", "level__number", "pk")
    return {(words, level): pk for words, level, pk in found if (words, level) in keys}


def note_results(batch: Iterable[Searched], rows: Mapping[Key, int]) -> None:
    """Keep how many pages were found the last time, as far as one batch tells which was last."""
    latest = {searched.key: searched.results for searched in batch if searched.results is not None}
    by_results: defaultdict[int, list[int]] = defaultdict(list)
    for key, results in latest.items():
        if key in rows:
            by_results[results].append(rows[key])
    for results, pks in by_results.items():
        SearchedWords.objects.filter(pk__in=pks).update(results=results)


def add_times(times: Mapping[tuple[int, date], int]) -> None:
    """Add how often words, given by the key of their row, were searched for on a day."""
    # In one order, so that two who add at once never wait for each other.
    rows = [SearchCount(words_id=pk, day=day) for pk, day in sorted(times)]
    SearchCount.objects.bulk_create(rows, ignore_conflicts=True)
    by_times: defaultdict[int, list[int]] = defaultdict(list)
    for key, pk in counts_of(times).items():
        by_times[times[key]].append(pk)
    # One query for all that were searched for as often.
    for number, pks in by_times.items():
        SearchCount.objects.filter(pk__in=pks).update(count=F("count") + number)


def counts_of(keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], int]:
    """Return the keys of the counts that there are, locked until the transaction is over."""
    words, days = {key[0] for key in keys}, {key[1] for key in keys}
    rows = SearchCount.objects.filter(words__in=words, day__in=days).order_by("pk")
    found = rows.select_for_update().values_list("words", "day", "pk")
    return {(pk, day): count for pk, day, count in found if (pk, day) in keys}


tally = Tally("searches", count)
