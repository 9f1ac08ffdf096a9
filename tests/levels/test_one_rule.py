"""One rule on every surface: lists, search, facets, feeds and API hold the same pages.

Random sites and random readers, with levels of their own in some topics, through the URLs; held
against an answer worked out page by page. A case is one reader on one site, who looks at one of
the seven kinds of surface; with SURFACES=7 in the environment at all of them.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from cop_site.models import HomePage
from plugins.levels import cookies
from plugins.levels.models import Level, MemberLevel, Topic
from plugins.resources.models import ResourceIndexPage, ResourcePage
from plugins.stories.models import StoryIndexPage, StoryPage
from plugins.whoosh_search.readers import close_all
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory, UserFactory
from tests.levels.brute_force import backends_in, is_at_level, open_pages

pytestmark = pytest.mark.django_db

# Two tests of so many sites with so many readers each: 200 cases, and 1,000 with SITES=20.
SITES = int(os.environ.get("SITES", "4"))
READERS = 25
SURFACES = int(os.environ.get("SURFACES", "1"))
TOPICS = range(3)
STATES = ["live", "edited", "draft", "scheduled", "expired", "private", "in a section", "retagged"]
KINDS = [ResourcePage.Kind.PATTERN, ResourcePage.Kind.BUSINESS_CASE]

numbers = st.integers(1, 4)


@dataclass(frozen=True)
class Plan:
    """A page as it is to be made; `levels` are narrowed to what its type may feed."""

    is_story: bool
    levels: frozenset[int]
    topics: frozenset[int]
    state: str
    kind: str


@dataclass(frozen=True)
class Standing:
    """Where a reader stands, and what they look at."""

    general: int | None
    by_topic: dict[int, int]
    topic: int
    level: int
    surfaces: tuple[str, ...]


plans = st.lists(
    st.builds(
        Plan,
        is_story=st.booleans(),
        levels=st.frozensets(numbers, min_size=1),
        topics=st.frozensets(st.sampled_from(TOPICS)),
        # Half of them live: what is hidden must not be all there is.
        state=st.sampled_from(["live"] * len(STATES) + STATES),
        kind=st.sampled_from(KINDS),
    ),
    min_size=3,
    max_size=8,
)
standings = st.lists(
    st.builds(
        Standing,
        general=st.none() | numbers,
        by_topic=st.dictionaries(st.sampled_from(TOPICS), numbers),
        topic=st.sampled_from(TOPICS),
        level=numbers,
        surfaces=st.permutations(
            ["lists", "topics", "level_page", "search", "feeds", "own_api", "level_api"]
        ).map(lambda surfaces: tuple(surfaces[:SURFACES])),
    ),
    min_size=READERS,
    max_size=READERS,
)


class RandomSite:
    """The pages of some plans, each with a word that all have: gazebo."""

    def __init__(self, site_plans: Sequence[Plan]) -> None:
        self.topics = [TopicFactory(name=f"Topic {n}", slug=f"topic-{n}") for n in TOPICS]
        self.home = HomePage.objects.get()
        self.lists = {True: StoryIndexPage.objects.get(), False: ResourceIndexPage.objects.get()}
        self.sections: dict[bool, Page] = {}
        for place, plan in enumerate(site_plans):
            self.make(place, plan)
        self.open_pages = open_pages()

    def make(self, place: int, plan: Plan) -> None:
        """Make a page and bring it into the state of its plan."""
        model = StoryPage if plan.is_story else ResourcePage
        levels = plan.levels & set(model.may_feed) or {4}
        in_section = plan.state == "in a section"
        page = (StoryPageFactory if plan.is_story else ResourcePageFactory)(
            parent=self.section(plan.is_story) if in_section else self.lists[plan.is_story],
            title=f"Gazebo {place}",
            slug=f"page-{place}",
            levels={4} if plan.state == "retagged" else levels,
            topics=[self.topics[topic] for topic in plan.topics],
            live=plan.state not in ("draft", "scheduled"),
            **({} if plan.is_story else {"kind": plan.kind}),
        )
        self.put_in_state(page, plan.state, levels)

    def section(self, is_story: bool) -> Page:
        """Return the private list of pages of a type, made when it is first asked for."""
        if is_story not in self.sections:
            title = f"Internal {is_story}"
            section = self.home.add_child(instance=type(self.lists[is_story])(title=title))
            PageViewRestriction.objects.create(page=section, restriction_type="login")
            self.sections[is_story] = section
        return self.sections[is_story]

    def put_in_state(self, page: Any, state: str, levels: Iterable[int]) -> None:
        """Bring a page that has just been written into a state."""
        hour = timedelta(hours=1)
        if state == "edited":
            page.levels.set(Level.objects.numbered(*page.may_feed))
            page.topics.set(self.topics)
            page.save_revision(clean=False)
        elif state == "scheduled":
            page.go_live_at = timezone.now() + hour
            page.save_revision().publish()
        elif state == "expired":
            page.expire_at = timezone.now() - hour
            page.save()
        elif state == "private":
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        elif state == "retagged":
            page.levels.set(Level.objects.numbered(*levels))
            page.save_revision().publish()

    def pages_at(self, choices: Mapping[int | None, int]) -> list[Any]:
        """Return the pages in the lists of readers with these levels."""
        return [page for page in self.open_pages if is_at_level(page, choices)]

    def choices(self, standing: Standing) -> dict[int | None, int]:
        """Return the levels of a reader by the keys of topics, the general one under None."""
        general = {} if standing.general is None else {None: standing.general}
        return general | {self.topics[n].pk: number for n, number in standing.by_topic.items()}


@contextmanager
def random_site(site_plans: Sequence[Plan]) -> Iterator[RandomSite]:
    """Yield the site of some plans with its index; it is gone afterwards."""
    with transaction.atomic():
        site = RandomSite(site_plans)
        backend = get_search_backend("readers")
        backend.reset_indexes()
        backend.refresh_indexes()
        yield site
        transaction.set_rollback(True)
    close_all()


def visitor_with(choices: Mapping[int | None, int]) -> Client:
    """Return somebody without an account who has chosen these levels."""
    client = Client()
    if None in choices:
        client.cookies[cookies.LEVEL] = str(choices[None])
    own = [f"{topic}:{number}" for topic, number in choices.items() if topic is not None]
    if own:
        client.cookies[cookies.TOPIC_LEVELS] = ".".join(own)
    return client


def member_with(choices: Mapping[int | None, int]) -> Client:
    """Return somebody with an account who has chosen these levels."""
    client, user = Client(), UserFactory()
    topics = Topic.objects.in_bulk()
    for key, number in choices.items():
        MemberLevel.keep(user, number, topic=topics.get(key))
    client.force_login(user)
    return client


class Answers:
    """What one reader gets to see, and what it should be."""

    def __init__(self, site: RandomSite, client: Client, standing: Standing) -> None:
        self.client = client
        self.topic = site.topics[standing.topic]
        self.level = standing.level
        self.surfaces = standing.surfaces
        self.site = site
        self.own = site.pages_at(site.choices(standing))
        self.of_level = site.pages_at({None: standing.level})

    def hold(self) -> None:
        """Hold the surfaces that the reader looks at against the rule."""
        for surface in self.surfaces:
            getattr(self, f"hold_{surface}")()

    def about(self, pages: Iterable[Any]) -> list[Any]:
        """Return those of `pages` that are about the topic that is looked at."""
        return [page for page in pages if self.topic.slug in topics_of(page)]

    def get(self, url: str, **query: str) -> Any:
        response = self.client.get(url, query)
        assert response.status_code == 200, url
        return response

    def hold_lists(self) -> None:
        for index in self.site.lists.values():
            listed = [page for page in self.own if isinstance(page, index.listed_model)]
            context = self.get(index.url).context
            assert keys(context["pages"]) == keys(listed)
            assert slugs(context["topics"]) == set(count_topics(listed))
        narrowed = self.get(index.url, topic=self.topic.slug).context["pages"]
        assert keys(narrowed) == keys(self.about(listed))
        newest = self.get("/").context["newest"]
        assert len(newest) == min(len(self.own), 6)
        assert keys(newest) <= keys(self.own)

    def hold_topics(self) -> None:
        topics = self.get("/topics/").context["topics"]
        assert {topic.slug: topic.count for topic in topics} == count_topics(self.own)
        page = self.get(f"/topics/{self.topic.slug}/").context["pages"]
        assert keys(page) == keys(self.about(self.own))

    def hold_level_page(self) -> None:
        context = self.get(f"/levels/{self.level}/").context
        assert keys(context["pages"]) == keys(self.of_level)
        assert slugs(context["topics"]) == set(count_topics(self.of_level))

    def hold_search(self) -> None:
        found = self.get("/search/", q="gazebo").context["found"]
        assert {hit.page.pk for hit in found.hits} == keys(self.own)
        assert found.count == len(self.own)
        assert {each.value: each.count for each in found.topics} == count_topics(self.own)
        assert {each.value: each.count for each in found.kinds} == Counter(map(kind_of, self.own))
        narrowed = self.get("/search/", q="gazebo", topic=self.topic.slug).context["found"]
        assert narrowed.count == len(self.about(self.own))
        offered = self.get("/search/complete/", q="gaz").json()["pages"]
        assert {page["url"] for page in offered} == {page.url for page in self.own}

    def hold_feeds(self) -> None:
        feed = f"levels/{self.level}/feed/"
        assert self.links_in(f"/{feed}") == urls(self.of_level)
        about = self.about(self.of_level)
        assert self.links_in(f"/topics/{self.topic.slug}/{feed}") == urls(about)

    def links_in(self, url: str) -> list[str]:
        """Return the links of a feed's items, ordered."""
        channel = ElementTree.fromstring(self.get(url).content)[0]  # noqa: S314 our own feed
        return sorted(str(item.findtext("link")) for item in channel.iter("item"))

    def hold_own_api(self) -> None:
        self.hold_api(self.own)

    def hold_level_api(self) -> None:
        self.hold_api(self.of_level, level=str(self.level))

    def hold_api(self, expected: list[Any], **query: str) -> None:
        answer = self.get("/api/v2/pages/", **query).json()
        assert {item["id"] for item in answer["items"]} == keys(expected)
        assert answer["meta"]["total_count"] == len(expected)
        answer = self.get("/api/v2/pages/", topic=self.topic.slug, search="gazebo", **query).json()
        assert {item["id"] for item in answer["items"]} == keys(self.about(expected))
        assert answer["meta"]["total_count"] == len(self.about(expected))


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> None:
    settings.WAGTAILSEARCH_BACKENDS = backends_in(tmp_path)


@pytest.mark.parametrize("reader_with", [visitor_with, member_with])
@settings(max_examples=SITES, deadline=None, suppress_health_check=list(HealthCheck))
@given(site_plans=plans, readers=standings)
def test_every_surface_shows_what_the_rule_says(home, reader_with, site_plans, readers):
    with random_site(site_plans) as site:
        for standing in readers:
            Answers(site, reader_with(site.choices(standing)), standing).hold()


def keys(pages: Iterable[Any]) -> set[int]:
    return {page.pk for page in pages}


def urls(pages: Iterable[Any]) -> list[str]:
    return sorted(page.full_url for page in pages)


def slugs(topics: Iterable[Topic]) -> set[str]:
    return {topic.slug for topic in topics}


def topics_of(page: Any) -> list[str]:
    return [tag.tag.slug for tag in page.topic_tags.all()]


def count_topics(pages: Iterable[Any]) -> Counter[str]:
    return Counter(topic for page in pages for topic in topics_of(page))


def kind_of(page: Any) -> str:
    return getattr(page, "kind", "story")
