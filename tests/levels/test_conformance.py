"""The whole site passes the conformance kit for every kind of reader; and the kit catches leaks."""

import logging
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from plugins.levels.conformance import ANONYMOUS, Visitor, check
from plugins.levels.conformance.canaries import made_up_word
from plugins.levels.models import Topic
from plugins.levels.page_cache import KeptPage
from tests.factories import UserFactory
from tests.levels.brute_force import backends_in
from tests.levels.leaking import LEAKS
from tests.members.people import MemberFactory

pytestmark = pytest.mark.django_db

FIRST_LEVEL = next(iter(ANONYMOUS))


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.WAGTAILSEARCH_BACKENDS = backends_in(tmp_path)


@pytest.fixture(autouse=True)
def silence():
    """Django logs each page that is not found, hundreds of them."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


# Each asks for some nine hundred addresses. By default a practitioner does, who may see much and
# not all, and a visitor at the first level, who looks for leaks beside all of the site (see below).
PEOPLE = [
    "another practitioner",
    *(
        pytest.param(name, marks=pytest.mark.thorough)
        for name in ("a member", "an editor", "the practitioner who wrote the canaries")
    ),
]


@pytest.mark.thorough
@pytest.mark.parametrize("visitor", ANONYMOUS, ids=str)
def test_the_site_tells_visitors_only_what_it_may(home, visitor):
    report = check(visitor)

    assert not report.findings, str(report)
    assert report.addresses > 150
    assert not report.left_out


@dataclass(frozen=True)
class BehindOthers(Visitor):
    """A visitor who asks for each page right after two who have chosen almost the same."""

    def client(self, topic: Topic) -> Client:
        others = [
            Visitor("at another level", 4, topic_level=self.topic_level).client(topic),
            Visitor("at the same level, whatever the topic", self.level).client(topic),
        ]
        client = super().client(topic)
        answer = client.request

        def request(**environ: Any) -> HttpResponse:
            for each in others:
                each.request(**environ)
            return answer(**environ)

        client.request = request
        return client


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[int]:
    """Return a list of one number: how often a method has been called from now on."""
    calls, method = [0], getattr(owner, name)

    def counted(*args: Any) -> Any:
        calls[0] += 1
        return method(*args)

    monkeypatch.setattr(owner, name, counted)
    return calls


@pytest.mark.parametrize("name", PEOPLE)
def test_the_site_tells_people_only_what_they_may_know(home, practitioner, editor, name):
    visitor = {
        "a member": lambda: Visitor(name, 2, topic_level=4, user=UserFactory()),
        # Of their own drafts, and of nobody else's.
        "the practitioner who wrote the canaries": lambda: Visitor(name, 4, user=practitioner),
        "another practitioner": lambda: Visitor(
            name, 4, user=MemberFactory(groups=["Practitioners"])
        ),
        # In the editor only.
        "an editor": lambda: Visitor(name, 1, user=editor),
    }[name]()

    report = check(visitor, owner=practitioner)

    assert not report.findings, str(report)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_the_site_tells_visitors_only_what_it_may_from_what_it_keeps_for_others(home, monkeypatch):
    kept = count_calls(monkeypatch, KeptPage, "as_response")
    report = check(BehindOthers("at level 1, and at 3 in a topic", 1, topic_level=3))

    assert not report.findings, str(report)
    assert kept[0] > 0


# What leaks, and what the kit says of it.
EXPECTED = [
    ("of_every_level", "at level 2, live"),
    ("of_every_level", "at level 4, edited"),
    ("drafts", "at level 1, a draft"),
    ("drafts", "at level 1, scheduled"),
    ("drafts", "at level 1, in moderation"),
    ("drafts", "at level 1, unpublished"),
    ("expired", "at level 1, expired"),
    ("private", "at level 1, private"),
    ("private", "at level 1, for a group"),
    ("private", "at level 1, in a private section"),
    ("private", "at level 1, private, with an alias"),
    ("edits", "its words, though it is stories.StoryPage at level 1, edited"),
    ("header", "its words"),
    ("total", "of pages that it must not count"),
    ("detail", "its words, though it is"),
    ("count", "of pages that it must not count"),
    ("topics", "its topic's name"),
    ("lookup", "a word that is nowhere answers otherwise"),
    ("levels", "at level 2, live"),
    ("error", "an error, 500"),
]


def test_every_leak_is_caught_and_nothing_else(home, settings):
    settings.ROOT_URLCONF = "tests.levels.leaking"
    found: dict[str, str] = {}
    report = check(FIRST_LEVEL, urls=["/leaking/lookup/?q={word}"])
    for finding in report.findings:
        leak = finding.url.removeprefix("/leaking/").split("/")[0]
        found[leak] = found.get(leak, "") + finding.what + "\n"

    missed = [(leak, what) for leak, what in EXPECTED if what not in found.get(leak, "")]
    assert not missed
    # At no address of the site's own.
    assert set(found) == {leak.__name__ for leak in LEAKS} | {"lookup", "detail", "levels"}
    assert report.addresses > 150
    assert not report.left_out


def test_words_are_made_up_of_letters_alone_and_never_twice():
    words = {made_up_word() for _ in range(1000)}

    assert len(words) == 1000
    assert all(word.isalpha() and word.islower() and len(word) == 16 for word in words)
