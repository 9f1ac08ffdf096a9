"""Who gets the credit for a page: what readers, machines and the editor make of it."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from plugins.blocks import MAX_CREDITS, CreditsBlock
from plugins.credits import as_credit, credit_in_short, credit_line
from plugins.stories.models import StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.writing import write

pytestmark = pytest.mark.django_db

NORDVIK, GLENARVIE = "Nordvik Council", "Glenarvie Council"


def person(name, role="", organisation=""):
    return ("person", {"name": name, "role": role, "organisation": organisation})


def by_role(role, organisation=""):
    return ("role", {"role": role, "organisation": organisation})


def anonymous(organisation=""):
    return ("anonymous", {"organisation": organisation})


def stream(*credits):
    return CreditsBlock().normalize(credits)


def author(client, page):
    """What the page at hand tells machines of its authors."""
    data = re.search(
        r"<script type=.application/ld\+json.>(.*?)</script>", client.get(page.url).text
    )
    return json.loads(data[1])["@graph"][0]["author"]


class TestLine:
    @pytest.mark.parametrize(
        ("credits", "expected"),
        [
            ([], ""),
            ([person("Ida Holm")], "Ida Holm"),
            ([person("Ida Holm", "", NORDVIK)], "Ida Holm, Nordvik Council"),
            ([by_role("a service manager")], "A service manager"),
            ([person("van der Berg")], "van der Berg"),
            ([anonymous()], "Anonymous"),
            ([anonymous(), anonymous()], "Anonymous"),
            ([anonymous(NORDVIK)], "Nordvik Council"),
            ([person("Ana"), person("Bo"), person("Cy")], "Ana, Bo and Cy"),
            ([person("Ana"), anonymous()], "Ana and 1 other person"),
            ([anonymous(), person("Ana"), anonymous()], "Ana and 2 other people"),
            ([person("Ana", "", NORDVIK), anonymous()], "Ana, Nordvik Council, and 1 other person"),
        ],
    )
    def test_names_who_is_to_be_named(self, credits, expected):
        assert credit_line(stream(*credits)) == expected

    def test_says_an_organisation_once_that_all_share(self):
        credits = stream(
            person("Ana Lind", "project manager", NORDVIK), by_role("a service manager", NORDVIK)
        )

        assert credit_line(credits) == (
            "Ana Lind, project manager, and a service manager, Nordvik Council"
        )

    def test_says_whose_organisation_is_whose(self):
        credits = [person("Ana", "", NORDVIK), person("Bo", "", GLENARVIE), by_role("a clerk")]

        assert (
            credit_line(stream(*credits[:2])) == "Ana, Nordvik Council, and Bo, Glenarvie Council"
        )
        assert credit_line(stream(*credits)) == (
            "Ana, Nordvik Council; Bo, Glenarvie Council; and a clerk"
        )

    def test_in_short_counts_those_that_have_no_room(self):
        credits = stream(*(person(name, "", NORDVIK) for name in "ABCDE"), anonymous())

        assert credit_in_short(credits) == "A, B, C and 3 other people"
        assert credit_in_short(stream(anonymous(NORDVIK))) == "Nordvik Council"


class TestPage:
    @pytest.fixture
    def story(self, stories):
        return StoryPageFactory(
            parent=stories,
            title="The queue",
            credits=[
                person("Ana <b>Lind</b>", "project manager", NORDVIK),
                by_role("a service manager", NORDVIK),
                person("Bo Ek", "", GLENARVIE),
            ],
        )

    def test_credits_people_by_organisation(self, client, story):
        text = client.get(story.url).text

        names = re.findall(r'<span class="credit-name">(.*?)</span><span>(.*?)</span>', text)
        assert names == [
            ("Ana &lt;b&gt;Lind&lt;/b&gt;, project manager, and a service manager", NORDVIK),
            ("Bo Ek", GLENARVIE),
        ]

    def test_is_credited_on_cards_and_in_feeds(self, client, story):
        assert "<span>Ana &lt;b&gt;Lind&lt;/b&gt;, a service manager and Bo Ek</span>" in (
            client.get("/stories/").text
        )
        assert "Bo Ek, Glenarvie Council</dc:creator>" in client.get("/levels/1/feed/").text

    def test_tells_machines_of_each(self, client, story):
        nordvik = {"@type": "Organization", "name": NORDVIK}
        assert author(client, story) == [
            {
                "@type": "Person",
                "name": "Ana <b>Lind</b>",
                "jobTitle": "project manager",
                "affiliation": nordvik,
            },
            {
                "@type": "Person",
                "name": "a service manager",
                "affiliation": nordvik,
            },
            {
                "@type": "Person",
                "name": "Bo Ek",
                "affiliation": {"@type": "Organization", "name": GLENARVIE},
            },
        ]

    @pytest.mark.parametrize("word", ["Lind", "service", "project", "Glenarvie"])
    def test_is_found_by_names_roles_and_organisations(self, client, stories, searchable, word):
        with searchable():
            StoryPageFactory(
                parent=stories,
                title="The queue",
                credits=[
                    person("Ana Lind", "project manager", NORDVIK),
                    by_role("a service manager", GLENARVIE),
                ],
            )

        assert "The queue" in client.get("/search/", {"q": word}).text

    @pytest.mark.parametrize(
        ("credits", "expected"),
        [
            ([anonymous(NORDVIK)], NORDVIK),
            ([anonymous(), anonymous()], "Community of practice"),
            ([], "Community of practice"),
        ],
    )
    def test_tells_machines_of_an_organisation_where_nobody_is_named(
        self, client, stories, credits, expected
    ):
        story = StoryPageFactory(parent=stories, credits=credits)

        assert author(client, story) == {"@type": "Organization", "name": expected}

    def test_shows_nothing_of_a_credit_that_is_not_there(self, client, stories):
        story = StoryPageFactory(parent=stories)

        assert "credit-name" not in client.get(story.url).text

    def test_costs_no_query_however_many_are_credited(
        self, client, member, stories, django_assert_max_num_queries
    ):
        client.force_login(member)
        people = [person(f"Person {number}", "", NORDVIK) for number in range(MAX_CREDITS)]
        StoryPageFactory(parent=stories)
        client.get("/stories/")
        with django_assert_max_num_queries(16) as few:
            client.get("/stories/")
        StoryPageFactory(parent=stories, credits=people)

        with django_assert_max_num_queries(16) as many:
            page = client.get("/stories/")

        assert "Person 0, Person 1, Person 2 and 17 other people" in page.text
        assert len(many) == len(few)


class TestInterface:
    @pytest.mark.parametrize("query", ["credits=x", "credit_line=x", "order=credits"])
    def test_answers_whatever_is_asked_of_it(self, client, resources, query):
        ResourcePageFactory(parent=resources, credits=[person("Ana")])

        answer = client.get(f"/api/v2/pages/?type=resources.ResourcePage&level=3&{query}")

        assert answer.status_code in (200, 400)


class TestEditor:
    def send(self, client, stories, *credits):
        fields = nested_form_data({"credits": streamfield(credits)})
        return write(client, stories, "The telephone", **fields)

    def test_keeps_a_credit_of_each_kind(self, admin_client, stories):
        credits = [person("Ana", "planner", NORDVIK), by_role("a clerk"), anonymous(GLENARVIE)]

        self.send(admin_client, stories, *credits)

        saved = StoryPage.objects.get(title="The telephone").get_latest_revision_as_object().credits
        assert [(credit.block_type, dict(credit.value)) for credit in saved] == credits

    def test_asks_for_names_only_of_people_who_agree(self, admin_client, stories):
        url = reverse("wagtailadmin_pages:add", args=["stories", "storypage", stories.pk])

        assert "Name people only if they agree" in admin_client.get(url).text

    def test_refuses_more_than_it_can_show(self, admin_client, stories):
        answer = self.send(
            admin_client, stories, *(person(f"Person {n}") for n in range(MAX_CREDITS + 1))
        )

        assert answer.status_code == 200
        assert "maximum number of items is 20" in answer.text


class TestWrittenAsText:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Ana Lind", "person"),
            ("A Kowalski", "person"),
            ("Anonymous", "anonymous"),
            ("anonymous.", "anonymous"),
            ("", "anonymous"),
            ("A duty editor", "role"),
            ("the council secretariat", "role"),
            ("Theo an Mey", "person"),
        ],
    )
    def test_is_taken_as_it_was_meant(self, text, kind):
        assert as_credit(text)[0] == kind
