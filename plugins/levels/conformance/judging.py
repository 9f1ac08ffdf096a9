"""Which canaries an address may tell a visitor of, and what is wrong where it tells of more."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit

from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404

from plugins.levels.authors import is_for_authors
from plugins.levels.conformance.canaries import Canary
from plugins.levels.conformance.visitors import Visitor
from plugins.levels.models import Topic

NAMED_LEVEL = re.compile(r"/levels/([1-4])/")
# What differs between two answers to the same question.
TOKEN = re.compile(r'(csrfmiddlewaretoken"\s+value="|csrf_?token"?\s*[:=]\s*")[^"]*', re.IGNORECASE)
# A key that is made up as a form is shown: a UUID, with hyphens or without.
MADE_UP_KEY = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What a site answered to one request."""

    url: str
    status: int
    #: Its headers, one a line.
    head: str
    body: str

    @cached_property
    def told(self) -> str:
        """All that it says, in lower case."""
        return f"{self.head}\n{self.body}".lower()

    def without(self, *words: str) -> str:
        """Return what it says but for `words`, and for what is different each time."""
        text = TOKEN.sub(r"\1", f"{self.head}\n{self.body}")
        keys: dict[str, int] = {}
        # Which of them are the same is no chance, and stays.
        text = MADE_UP_KEY.sub(lambda key: f"#{keys.setdefault(key[0], len(keys))}", text)
        for word in words:
            text = re.sub(re.escape(word), "*", text, flags=re.IGNORECASE)
        return f"{self.status}\n{text}"


@dataclass(frozen=True)
class Finding:
    """Something that a visitor was told and should not have been."""

    url: str
    visitor: str
    #: What was wrong: a canary met, an answer that changed, an error.
    what: str
    #: The stretch of the answer that tells it.
    excerpt: str = ""

    def __str__(self) -> str:
        return f"{self.url} tells {self.visitor}: {self.what}\n    … {self.excerpt} …"


class Judge:
    """Knows the canaries of a site, and one visitor."""

    def __init__(self, visitor: Visitor, topic: Topic) -> None:
        self._visitor = visitor
        self._topic = topic
        self._by_word: dict[str, Canary] = {}

    def add(self, canaries: Collection[Canary]) -> None:
        """Look for these canaries as well from now on."""
        self._by_word |= {word: canary for canary in canaries for word in canary.words}

    def findings(self, answer: Answer) -> Iterator[Finding]:
        """Yield what an answer tells that it must not, words that its own address holds left out.

        These are compared by `told_apart`: to echo a query is no leak.
        """
        if answer.status >= 500:
            yield self.finding(answer, f"an error, {answer.status}", answer.body[:200])
        asked = unquote(answer.url).lower()
        for word in set(self._words.findall(answer.told)):
            canary = self._by_word[word]
            if word not in asked and not self.allows(answer.url, word, canary):
                about = "its words" if word == canary.word else "its topic's name"
                what = f"{about}, though it is {canary.kind}"
                yield self.finding(answer, what, excerpt(answer.told, word))

    def told_apart(self, answer: Answer, control: Answer, word: str, nowhere: str) -> list[Finding]:
        """Return a finding where a canary's word is answered otherwise than one that is nowhere."""
        told, usual = answer.without(word, nowhere), control.without(word, nowhere)
        if told == usual:
            return []
        what = f"that there is {self._by_word[word].kind}: a word that is nowhere answers otherwise"
        return [self.finding(answer, what, difference(told, usual))]

    def changed(self, before: Answer, after: Answer) -> Iterator[Finding]:
        """Yield a finding where pages that the visitor does not meet have changed an answer.

        Where authors see their own pages, these do change it.
        """
        wrote_them = any(canary.is_own for canary in self._by_word.values())
        if wrote_them and is_where_authors_work(urlsplit(after.url).path):
            return
        if before.without() != after.without():
            what = "of pages that it must not count: without them it answered otherwise"
            yield self.finding(after, what, difference(before.without(), after.without()))

    def finding(self, answer: Answer, what: str, stretch: str) -> Finding:
        return Finding(answer.url, str(self._visitor), what, " ".join(stretch.split()))

    def allows(self, url: str, word: str, canary: Canary) -> bool:
        """Tell whether an address may tell the visitor of a canary."""
        if self.visitor_at(url).meets(canary, self._topic):
            return True
        path = urlsplit(url).path
        if is_in_editor(path):
            # Topics are a vocabulary that all who write choose from.
            return canary.is_open or canary.is_known or word != canary.word
        if is_where_authors_work(path) and (canary.is_known or canary.is_own):
            return True
        if is_own(path, canary):
            return self._visitor.may_open(canary)
        return "sitemap" in path and canary.is_open

    def visitor_at(self, url: str) -> Visitor:
        """Return the visitor as an address takes them: where it names a level, at that one."""
        number = level_named_in(url)
        return replace(self._visitor, level=number, topic_level=None) if number else self._visitor

    @property
    def _words(self) -> re.Pattern[str]:
        return re.compile("|".join(self._by_word) or "(?!)")


def level_named_in(url: str) -> int | None:
    """Return the number of the level that an address names, in its path or as `?level=`."""
    parts = urlsplit(url)
    found = NAMED_LEVEL.search(parts.path)
    if found:
        return int(found[1])
    levels = parse_qs(parts.query).get("level", [])
    return int(levels[0]) if levels and levels[0] in ("1", "2", "3", "4") else None


def is_in_editor(path: str) -> bool:
    """Tell whether a path leads into Wagtail's admin."""
    try:
        return path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False


def is_where_authors_work(path: str) -> bool:
    """Tell whether a path leads to a view that shows authors their own: `levels.authors`."""
    try:
        return is_for_authors(resolve(path).func)
    except Resolver404:
        return False


def is_own(path: str, canary: Canary) -> bool:
    """Tell whether a path is that of the canary's page itself, or of its detail in an API."""
    if canary.url and path == urlsplit(canary.url).path:
        return True
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return str(match.kwargs.get("pk", "")) == str(canary.key)


def excerpt(text: str, word: str) -> str:
    """Return the stretch of `text` around a word."""
    place = text.find(word)
    return text[max(0, place - 120) : place + len(word) + 60]


def difference(one: str, other: str) -> str:
    """Return where two texts begin to differ, as both have it."""
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    start = max(0, place - 60)
    return f"{one[start : place + 100]}  |  {other[start : place + 100]}"
