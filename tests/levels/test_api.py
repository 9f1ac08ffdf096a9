from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from plugins.levels.models import MemberLevel
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
HIDDEN = ["draft", "private", "expired"]


def titles(client: Client, query: str = "") -> list[str]:
    """Return the titles in a list, once it is sure that it counts what it shows."""
    answer = client.get(PAGES + query).json()
    assert answer["meta"]["total_count"] == len(answer["items"])
    return [item["title"] for item in answer["items"]]


def hide(page: Any, state: str) -> None:
    """Bring a page that was just published into a state in which nobody may know of it."""
    if state == "draft":
        page.unpublish()
    elif state == "expired":
        page.expire_at = timezone.now() - timedelta(minutes=1)
        page.save()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.fixture
def story(stories):
    return StoryPageFactory(parent=stories, title="A story", slug="a-story")


@pytest.fixture
def plan(resources):
    return ResourcePageFactory(parent=resources, title="A plan", slug="a-plan", levels=(3,))


class TestLists:
    def test_are_at_the_readers_own_level(self, at_level, story, plan):
        assert titles(at_level(1)) == ["A story"]
        assert titles(at_level(3)) == ["A plan"]

    def test_are_at_a_members_own_level(self, client, member, level, story, plan):
        MemberLevel.keep(member, 3)
        client.force_login(member)

        assert titles(client) == ["A plan"]

    def test_are_at_the_level_that_the_url_names(self, at_level, story, plan):
        reader = at_level(1)

        assert titles(reader, "?level=3") == ["A plan"]
        assert titles(reader, "?level=2") == []

    def test_of_a_level_are_the_same_whatever_the_reader_has_set_for_topics(
        self, client, member, stories, topic
    ):
        StoryPageFactory(parent=stories, title="About it", topics=[topic])
        MemberLevel.keep(member, 4, topic=topic)
        client.force_login(member)

        assert titles(client, "?level=1") == ["About it"]
        assert titles(client) == []

    def test_are_about_the_topic_that_the_url_names(self, client, stories, story, topic):
        StoryPageFactory(parent=stories, title="About it", topics=[topic])

        assert titles(client, f"?topic={topic.slug}") == ["About it"]

    def test_hold_what_search_finds(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="The lantern")
            StoryPageFactory(parent=stories, title="The marble")
            StoryPageFactory(parent=stories, title="A marble lantern", levels=(4,))

        assert titles(client, "?search=lanterns") == ["The lantern"]
        assert titles(client, "?search=marble lantern") == []
        assert sorted(titles(client, "?search=marble lantern&search_operator=or")) == [
            "The lantern",
            "The marble",
        ]
        assert titles(client, "?search=lantern&level=4") == ["A marble lantern"]
        assert titles(client, "?search=…") == []

    def test_hold_what_search_finds_among_one_type_and_topic(
        self, client, stories, topic, searchable
    ):
        with searchable():
            StoryPageFactory(parent=stories, title="The lantern", topics=[topic])
            StoryPageFactory(parent=stories, title="Another lantern")
            StoryPageFactory(parent=stories, title="Lanterns", topics=[topic], levels=(4,))

        query = f"?search=lantern&type=stories.StoryPage&topic={topic.slug}"

        assert titles(client, query) == ["The lantern"]

    def test_are_of_the_types_that_the_url_names(self, at_level, stories, resources):
        StoryPageFactory(parent=stories, title="A story", levels=(4,))
        ResourcePageFactory(parent=resources, title="A plan", levels=(4,))
        reader = at_level(4)

        assert titles(reader, "?type=stories.StoryPage") == ["A story"]
        assert titles(reader, "?type=resources.ResourcePage") == ["A plan"]
        both = titles(reader, "?type=resources.ResourcePage,stories.StoryPage")
        assert sorted(both) == ["A plan", "A story"]

    def test_of_one_type_are_filtered_by_its_fields_and_show_them(self, at_level, resources):
        for kind in ("pattern", "checklist"):
            ResourcePageFactory(parent=resources, kind=kind, title=f"A {kind}", levels=(4,))
        query = "?type=resources.ResourcePage&kind=checklist&fields=summary,kind"

        [item] = at_level(4).get(PAGES + query).json()["items"]

        assert (item["title"], item["kind"]) == ("A checklist", "checklist")

    def test_are_newest_first_or_as_the_url_says(self, client, stories):
        now = timezone.now()
        for days, title in enumerate(["Beta", "Alpha", "Gamma"]):
            first = now - timedelta(days=days)
            StoryPageFactory(parent=stories, title=title, first_published_at=first)

        assert titles(client) == ["Beta", "Alpha", "Gamma"]
        assert titles(client, "?order=-title") == ["Gamma", "Beta", "Alpha"]

    def test_say_for_whom_and_about_what_each_page_is(self, client, stories, topic):
        StoryPageFactory(parent=stories, levels=(4, 1), topics=[topic, TopicFactory(name="Art")])

        [item] = client.get(PAGES).json()["items"]

        assert item["meta"]["levels"] == [
            {"number": 1, "name": "Eye opener"},
            {"number": 4, "name": "JFDI"},
        ]
        assert item["meta"]["topics"] == [
            {"slug": "art", "name": "Art"},
            {"slug": "topic", "name": "Topic"},
        ]

    def test_count_a_page_once(self, client, member, stories):
        topics = TopicFactory.create_batch(3)
        MemberLevel.keep(member, 1, topic=topics[0])
        MemberLevel.keep(member, 4, topic=topics[1])
        client.force_login(member)
        StoryPageFactory(parent=stories, title="A story", levels=(1, 4), topics=topics)

        assert titles(client) == ["A story"]

    @pytest.mark.parametrize("query", ["", "?fields=*", "?type=stories.StoryPage&level=1"])
    def test_cost_as_many_queries_for_twenty_pages_as_for_five(
        self, client, stories, topic, query, django_assert_max_num_queries
    ):
        StoryPageFactory.create_batch(5, parent=stories, topics=[topic])
        client.get(PAGES + query)
        with django_assert_max_num_queries(12) as few:
            client.get(PAGES + query)
        StoryPageFactory.create_batch(45, parent=stories, topics=[topic])

        with django_assert_max_num_queries(12) as many:
            client.get(PAGES + query)

        assert len(many) == len(few)


class TestDetail:
    def test_opens_at_every_level(self, client, plan):
        page = client.get(f"{PAGES}{plan.pk}/").json()

        assert page["title"] == "A plan"
        assert page["meta"]["levels"] == [{"number": 3, "name": "Preparation"}]

    def test_says_what_the_type_of_the_page_adds(self, client, resources):
        ada = {"name": "Ada", "role": "a planner", "organisation": "Nordvik Council"}
        plan = ResourcePageFactory(
            parent=resources, summary="All at once.", credits=[("person", ada)]
        )

        page = client.get(f"{PAGES}{plan.pk}/").json()

        assert page["summary"] == "All at once."
        assert page["credits"] == [{"type": "person", **ada}]
        assert page["credit_line"] == "Ada, a planner, Nordvik Council"
        assert page["kind"] == "pattern"

    def test_opens_for_pages_without_a_level(self, client, home):
        page = client.get(f"{PAGES}{home.pk}/").json()

        assert page["meta"]["levels"] == []

    def test_names_the_page_above(self, client, story, stories):
        page = client.get(f"{PAGES}{story.pk}/").json()

        assert page["meta"]["parent"]["id"] == stories.pk

    @pytest.mark.parametrize("state", HIDDEN)
    def test_tells_hidden_from_missing_by_nothing(self, client, story, state):
        missing = client.get(f"{PAGES}999999/")
        hide(story, state)

        hidden = client.get(f"{PAGES}{story.pk}/")

        assert hidden.status_code == missing.status_code == 404
        assert hidden.json() == missing.json()
        assert hidden.headers == missing.headers

    def test_does_not_open_the_root_that_no_visitor_meets(self, client, home):
        response = client.get(f"{PAGES}{home.get_parent().pk}/")

        assert response.status_code == 404

    def test_shows_what_is_published_and_not_its_draft(self, client, story):
        story.title = story.slug = story.seo_title = "unfinished"
        story.save_revision()

        response = client.get(f"{PAGES}{story.pk}/?fields=*")

        assert "unfinished" not in response.text

    def test_names_no_hidden_page_that_it_repeats(self, client, story, home):
        alias = story.create_alias(parent=home, update_slug="alias")
        hide(story, "expired")

        for url in (f"{PAGES}{alias.pk}/?fields=*", f"{PAGES}?fields=*"):
            assert "a-story" not in client.get(url).text
            assert f'"id": {story.pk}' not in client.get(url).text

    def test_is_found_by_the_path_of_the_page(self, client, plan):
        response = client.get(f"{PAGES}find/?html_path=/resources/a-plan/&fields=title")

        assert response.status_code == 302
        assert response.url.endswith(f"{PAGES}{plan.pk}/?fields=title")

    @pytest.mark.parametrize("state", HIDDEN)
    @pytest.mark.parametrize("query", ["html_path=/stories/a-story/", "id={key}"])
    def test_is_not_found_where_it_is_hidden(self, client, story, state, query):
        missing = client.get(f"{PAGES}find/?html_path=/stories/unheard-of/")
        hide(story, state)

        hidden = client.get(f"{PAGES}find/?" + query.format(key=story.pk))

        assert hidden.status_code == missing.status_code == 404
        assert hidden.json() == missing.json()


class TestFilters:
    """None answers otherwise for a page that is hidden than for one that is not there."""

    @pytest.mark.parametrize("state", HIDDEN)
    @pytest.mark.parametrize(
        "query",
        [
            "child_of={key}",
            "descendant_of={key}",
            "ancestor_of={key}",
            "translation_of={key}",
            "id={key}",
            "slug={slug}",
            "title={title}",
            "search={title}",
        ],
    )
    def test_tell_hidden_from_missing_by_nothing(
        self, client, stories, story, state, query, searchable
    ):
        StoryPageFactory(parent=stories)
        with searchable():
            hide(story, state)
        hidden = {"key": story.pk, "slug": story.slug, "title": "A story"}
        missing = {"key": 999_999, "slug": "unheard-of", "title": "Unheard of"}

        answer, other = (
            client.get(f"{PAGES}?{query.format(**each)}") for each in (hidden, missing)
        )

        assert answer.status_code == other.status_code
        assert answer.text.replace(str(story.pk), "999999") == other.text

    @pytest.mark.parametrize("name", ["child_of", "descendant_of", "translation_of"])
    def test_tell_a_private_section_from_a_missing_one_by_nothing(
        self, client, story, stories, name
    ):
        missing = client.get(f"{PAGES}?{name}=999999")
        hide(stories, "private")

        hidden = client.get(f"{PAGES}?{name}={stories.pk}")

        assert hidden.status_code == missing.status_code == 400
        assert hidden.json() == missing.json()


BAD = [
    ("level=0", "1, 2, 3, 4"),
    ("level=5", "1, 2, 3, 4"),
    ("level=abc", "1, 2, 3, 4"),
    ("level=", "1, 2, 3, 4"),
    ("level=1&level=4", "1, 2, 3, 4"),
    ("level=99999999999999999999", "1, 2, 3, 4"),
    ("topic=unheard-of", "topic"),
    ("topic=", "topic"),
    ("topic=%00", "null"),
    ("topic=" + "long" * 2_000, "topic"),
    ("limit=9999999999999999999999", "limit"),
    ("limit=-1", "limit"),
    ("offset=abc", "offset"),
    ("offset=" + "9" * 5_000, "offset"),
    ("order=foo", "foo"),
    ("order=--title", "title"),
    ("order=levels&type=stories.StoryPage", "levels"),
    ("fields=foo", "foo"),
    ("fields=((", "fields"),
    ("search=" + "+".join(f"word{number}" for number in range(10_000)), "32"),
    ("search=word&search_operator=xor", "and, or"),
    ("search=word&order=slug", "slug"),
    ("search=word&seo_title=word", "seo_title"),
    ("type=auth.User", "stories.StoryPage"),
    ("type=members.User", "stories.StoryPage"),
    ("type=unheard.Of", "stories.StoryPage"),
    ("type=", "stories.StoryPage"),
    ("child_of=999999999999999999999999", "parent page"),
    ("child_of=-1", "child_of"),
    ("first_published_at=yesterday", "yesterday"),
    ("show_in_menus=perhaps", "perhaps"),
    ("site=unheard.example.org", "site"),
    ("alias_of=1", "alias_of"),
    ("parent=1", "parent"),
    ("latest_revision=1", "latest_revision"),
    ("rich_text_format=foo", "rich_text_format"),
    ("title=%00", "null"),
    ("unheard=of", "unheard"),
]


class TestBadInput:
    @pytest.mark.parametrize(("query", "says"), BAD, ids=[query[:40] for query, _ in BAD])
    def test_is_told_what_is_allowed(self, client, story, query, says):
        response = client.get(f"{PAGES}?{query}")

        assert response.status_code == 400
        assert says in response.json()["message"]

    @pytest.mark.parametrize("query", ["id=abc", "id=%00", "html_path=%00"])
    def test_finds_nothing(self, client, home, query):
        response = client.get(f"{PAGES}find/?{query}")

        assert response.status_code == 400

    def test_names_only_topics_of_pages_in_the_readers_lists(self, client, stories, topic):
        StoryPageFactory(parent=stories, topics=[topic])
        StoryPageFactory(parent=stories, topics=[TopicFactory(name="Secret")], live=False)
        StoryPageFactory(parent=stories, topics=[TopicFactory(name="Later")], levels=(4,))

        message = client.get(f"{PAGES}?topic=unheard-of").json()["message"]

        assert message.endswith(": topic")

    def test_ends_beyond_the_last_page(self, client, story):
        answer = client.get(f"{PAGES}?offset=9999999999999999999999").json()

        assert answer == {"meta": {"total_count": 1}, "items": []}

    def test_of_a_detail_is_as_if_it_were_missing(self, client, story):
        assert client.get(f"{PAGES}99999999999999999999999/").status_code == 404
        assert client.get(f"{PAGES}{story.pk}/?fields=foo").status_code == 400
        assert client.get(f"{PAGES}{story.pk}/?level=9").status_code == 400

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    def test_only_reading_is_allowed(self, client, story, method):
        for url in (PAGES, f"{PAGES}{story.pk}/"):
            assert getattr(client, method)(url).status_code == 405


def test_speaks_json_only_also_where_pages_to_browse_it_are_installed(client, story, monkeypatch):
    monkeypatch.setattr("wagtail.api.v2.views.apps.is_installed", lambda name: True)

    response = client.get(PAGES, headers={"Accept": "text/html,*/*;q=0.1"})

    assert response.headers["Content-Type"] == "application/json"


def test_version_three_is_off(client, home):
    assert not [app for app in settings.INSTALLED_APPS if app.startswith("wagtail.api.v3")]
    for path in ("", "pages/", "docs", "openapi.json", "schema/"):
        assert client.get(f"/api/v3/{path}", follow=True).status_code == 404
