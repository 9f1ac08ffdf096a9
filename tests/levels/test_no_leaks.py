"""Search tells readers nothing of other levels, drafts, private or expired pages.

Random sites and random queries, through the URLs, held against what a look at each page gives; also
while the index is behind the database, and while it cannot be read.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from plugins.levels.models import Level, Topic
from plugins.resources.models import ResourceIndexPage
from plugins.stories.models import StoryIndexPage, StoryPage
from plugins.whoosh_search.analysis import words
from plugins.whoosh_search.readers import close_all
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.levels.brute_force import Finder, Part, backends_in, texts_of, visible_pages, words_of

pytestmark = pytest.mark.django_db

# So few that words meet, and so alike that one may be taken for another; none is in a template.
WORDS = [
    "lantern", "lanterns", "lanterne", "marble", "marbled", "garble", "saddle", "paddle",
    "paddling", "thimble", "thimbles", "nimble", "naïve", "école", "the", "of",
]  # fmt: skip
MISSPELT = ["lantren", "marbel", "sadddle", "thimbel", "padddle", "nimbel", "unheard"]
HIDDEN = ["draft", "private", "in a private section", "expired"]

word = st.sampled_from(WORDS)
text = st.lists(word, min_size=1, max_size=3).map(" ".join)
typed_word = st.sampled_from(WORDS + MISSPELT)
single = st.builds(
    Part, st.tuples(typed_word), st.just(False), st.integers(0, 4).map(lambda n: not n)
)
phrase = st.builds(
    Part, st.tuples(word, word), st.just(True), st.integers(0, 4).map(lambda n: not n)
)
query = st.lists(single | single | single | phrase, min_size=1, max_size=3)
misspelt = st.sampled_from(MISSPELT).map(lambda typed: [Part((typed,))])
queries = st.tuples(query, query, query, misspelt)


@dataclass(frozen=True)
class Plan:
    """A page as it is to be made."""

    title: str
    summary: str
    body: str
    draft: str
    levels: frozenset[int]
    topics: frozenset[int]
    state: str
    is_resource: bool


plans = st.lists(
    st.builds(
        Plan,
        title=text,
        summary=text,
        body=text,
        draft=text,
        levels=st.frozensets(st.sampled_from([1, 4]), min_size=1),
        topics=st.frozensets(st.integers(0, 2), max_size=2),
        state=st.sampled_from(["open", "open", "open", "edited", *HIDDEN]),
        is_resource=st.booleans(),
    ),
    min_size=4,
    max_size=8,
)
levels = st.sampled_from([1, 4])


def examples(count: int) -> settings:
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))


class Site:
    """A site with the pages of some plans, as a reader of a level meets it."""

    def __init__(self, site_plans: Sequence[Plan], number: int) -> None:
        self.number = number
        self.client = Client()
        self.client.cookies["level"] = str(number)
        self.backend = get_search_backend("readers")
        # Their slugs tell nothing of their names.
        self.topics = [
            TopicFactory(name=name, slug=f"t{name[0]}") for name in ("Nimble", "Marble", "Saddling")
        ]
        for each in enumerate(site_plans):
            self.make(*each)

    def make(self, place: int, plan: Plan) -> None:
        """Make a page that is in the state of its plan."""
        if plan.is_resource:
            parent, factory, at = ResourceIndexPage.objects.get(), ResourcePageFactory, {4}
        else:
            parent, factory, at = self.section(plan.state), StoryPageFactory, plan.levels
        page = factory(
            parent=parent,
            title=plan.title,
            slug=f"p{place}",
            summary=plan.summary,
            credits=[("person", {"name": plan.summary})],
            body=[
                ("text", f"<p>{plan.body}</p>") if plan.is_resource else ("situation", plan.body)
            ],
            levels=at,
            topics=[self.topics[topic] for topic in plan.topics],
            live=plan.state != "draft",
        )
        self.put_in_state(page, plan)

    def section(self, state: str) -> Page:
        """Return the list of stories, a private one where the state says so."""
        stories = StoryIndexPage.objects.order_by("pk")
        if state != "in a private section":
            return stories.get(slug="stories")
        if private := stories.filter(slug="internal").first():
            return private
        home = stories.get(slug="stories").get_parent()
        private = home.add_child(instance=StoryIndexPage(title="Internal", slug="internal"))
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        return private

    def put_in_state(self, page: Any, plan: Plan) -> None:
        """Bring a page that has just been written into the state of its plan."""
        if plan.state in ("draft", "edited"):
            page.title = page.summary = plan.draft
            page.save_revision(clean=False)
        elif plan.state == "private" or (plan.is_resource and plan.state in HIDDEN):
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        elif plan.state == "expired":
            page.expire_at = timezone.now() - timedelta(minutes=1)
            page.save()

    def search(self, parts: Sequence[Part], **narrowed: str) -> Any:
        """Return the answer to a query, as a page."""
        return self.client.get("/search/", {"q": " ".join(map(str, parts)), **narrowed})

    def complete(self, begun: str) -> list[dict[str, str]]:
        """Return the pages that are offered while somebody types."""
        answer = self.client.get("/search/complete/", {"q": begun}).json()
        assert answer["level"] == self.number
        return answer["pages"]

    @property
    def visible(self) -> list[Any]:
        """The pages in the reader's lists."""
        return visible_pages({None: self.number})

    @property
    def secret_words(self) -> set[str]:
        """The words that are nowhere in the reader's lists, but elsewhere on the site."""
        told = words_of(self.visible) | boilerplate(self.client)
        return set(map(first_word, WORDS)) - told

    def hide(self, place: int, how: str) -> None:
        """Take a page out of the reader's lists."""
        pages = self.visible
        if not pages:
            return
        page = pages[place % len(pages)]
        if how == "make private":
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        elif how == "retag" and isinstance(page, StoryPage):
            page.levels.set(Level.objects.numbered(5 - self.number))
            page.save()
        elif how == "rewrite":
            page.title = page.summary = page.slug
            page.body = page.credits = []
            page.topics.clear()
            page.save()
        else:
            page.unpublish() if how == "unpublish" else page.delete()


hidings = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["make private", "retag", "rewrite", "unpublish", "delete"]),
    ),
    min_size=1,
    max_size=4,
)


@contextmanager
def site_of(site_plans: Sequence[Plan], number: int) -> Iterator[Site]:
    """Yield the site of some plans with its index; it is gone afterwards."""
    with transaction.atomic():
        site = Site(site_plans, number)
        site.backend.reset_indexes()
        site.backend.refresh_indexes()
        yield site
        transaction.set_rollback(True)
    close_all()


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.WAGTAILSEARCH_BACKENDS = backends_in(tmp_path)


@examples(8)
@given(plans, levels, queries)
def test_finds_and_counts_what_is_there_and_nothing_else(home, site_plans, number, some_queries):
    with site_of(site_plans, number) as site:
        finder = Finder(site.backend.analyzer, site.visible)
        for parts in some_queries:
            answer = site.search(parts)

            expected, any_word = finder.found(parts)
            found = answer.context["found"]
            assert {hit.page.pk for hit in found.hits} == expected
            assert (found.count, found.any_word) == (len(expected), any_word)
            assert_tells_only_what_it_may(site, parts, answer)


@examples(6)
@given(
    plans, levels, query, st.sampled_from(["", "tN", "tM", "tS"]), st.sampled_from(["", "story"])
)
def test_counts_what_a_click_shows(home, site_plans, number, parts, topic, kind):
    with site_of(site_plans, number) as site:
        found = site.search(parts, topic=topic, kind=kind).context["found"]

        expected, _ = Finder(site.backend.analyzer, site.visible).found(parts)
        hits = [page for page in site.visible if page.pk in expected]
        in_topic = [page for page in hits if not topic or topic in topics_of(page)]
        of_kind = [page for page in hits if not kind or kind_of(page) == kind]
        assert counts(found.topics) == Counter(t for page in of_kind for t in topics_of(page))
        assert counts(found.kinds) == Counter(map(kind_of, in_topic))
        assert found.count == len([page for page in in_topic if page in of_kind])


@examples(6)
@given(plans, levels, st.lists(st.tuples(word, st.integers(1, 9)), min_size=6, max_size=6))
def test_completes_titles_of_the_readers_own_level(home, site_plans, number, beginnings):
    with site_of(site_plans, number) as site:
        for whole, length in beginnings:
            begun = whole[:length]

            offered = site.complete(begun)

            expected = Finder(site.backend.analyzer, []).completed(list(words(begun)), site.visible)
            urls = {page.url for page in site.visible if page.pk in expected}
            assert {page["url"] for page in offered} == urls


@examples(7)
@given(plans, levels, hidings, queries)
def test_tells_nothing_that_an_index_still_holds(home, site_plans, number, hidden, some_queries):
    with site_of(site_plans, number) as site:
        for place, how in hidden:
            site.hide(place, how)

        assert_no_answer_tells_more(site, some_queries)


@examples(4)
@given(plans, levels, queries)
def test_tells_no_more_while_the_index_cannot_be_read(home, site_plans, number, some_queries):
    with site_of(site_plans, number) as site:
        destroy_index(site)

        assert_no_answer_tells_more(site, some_queries)
        assert site.search([Part(("lantern",))]).context["found"].being_repaired


@examples(6)
@given(plans, levels, queries)
def test_answers_as_if_there_were_nothing_else(home, site_plans, number, some_queries):
    with site_of(site_plans, number) as site:
        answers = [site.search(parts).text for parts in some_queries]

        visible = {page.pk for page in site.visible}
        for model in (StoryPage, ResourceIndexPage.listed_model):
            model.objects.exclude(pk__in=visible).delete()
        Topic.objects.exclude(topic_tags__content_object__in=visible).delete()
        site.backend.refresh_indexes()

        assert [site.search(parts).text for parts in some_queries] == answers


@pytest.mark.parametrize(
    ("how", "number", "suggested"),
    [
        ("stays", 1, "lantern"),
        ("stays", 4, ""),
        ("rewrite", 1, ""),
        ("make private", 1, ""),
        ("unpublish", 1, ""),
        ("delete", 1, ""),
    ],
)
def test_suggests_only_words_that_pages_have_now(home, how, number, suggested):
    written = Plan("lantern marble", "marble", "marble", "", frozenset({1}), frozenset(), "", False)
    with site_of([written], 1) as site:
        if how != "stays":
            site.hide(0, how)
        site.client.cookies["level"] = str(number)

        assert site.search([Part(("lantren",))]).context["found"].did_you_mean == suggested


def assert_no_answer_tells_more(site: Site, some_queries: Sequence[Sequence[Part]]) -> None:
    """Hold answers that may be incomplete against what the reader may see."""
    for parts in some_queries:
        assert_tells_only_what_it_may(site, parts, site.search(parts))
        allowed = {page.url: page.title for page in site.visible}
        for page in site.complete(parts[0].words[0][:3]):
            assert allowed[page["url"]] == page["title"]


def assert_tells_only_what_it_may(site: Site, parts: Sequence[Part], answer: Any) -> None:
    """Hold one page of results against what the reader may see; there are less than ten hits."""
    found, visible = answer.context["found"], {page.pk: page for page in site.visible}
    typed = {each for part in parts for typed in part.words for each in words(typed)}
    hits = [visible[hit.page.pk] for hit in found.hits]
    assert found.count == len(hits)
    assert counts(found.topics) == Counter(topic for page in hits for topic in topics_of(page))
    assert counts(found.kinds) == Counter(map(kind_of, hits))
    for hit in found.hits:
        said = {each for text in texts_of(visible[hit.page.pk]) for each in words(text)}
        assert set(words(hit.excerpt.replace("<mark>", "").replace("</mark>", ""))) <= said
    assert set(words(found.did_you_mean)) <= words_of(visible.values()) | typed
    assert not set(words(answer.text)) & (site.secret_words - typed)


def counts(choices: Sequence[Any]) -> dict[str, int]:
    """Return the counts that are shown, without what was chosen and is not there."""
    return {choice.value: choice.count for choice in choices if choice.count}


def topics_of(page: Any) -> list[str]:
    return [tag.tag.slug for tag in page.topic_tags.all()]


def kind_of(page: Any) -> str:
    return getattr(page, "kind", "story")


def first_word(text: str) -> str:
    return next(words(text))


def boilerplate(client: Client) -> set[str]:
    """The words that every page of results has."""
    return set(words(client.get("/search/", {"q": "unheard"}).text))


def destroy_index(site: Site) -> None:
    (site.backend.options.path / "current.json").write_text("{")
    close_all()
