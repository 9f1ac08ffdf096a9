"""What editors say of words: to which topic they belong, and that they are not for us."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import ModelLogEntry

from plugins.levels.models import Topic
from plugins.levels.topics_by_name import TopicsByName
from plugins.searches.models import SearchedWords
from plugins.searches.topics import place_by_name, topic_named_in
from tests.factories import StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/searches/"
MAY_SEE = [
    ("visitor", False),
    ("member", False),
    ("practitioner", False),
    ("viewer", True),
    ("editor", True),
    ("admin", True),
]


@pytest.fixture
def say(as_editor):
    """Press a button beside words, as an editor."""

    def post(name, row, **data):
        url = reverse(f"searches:{name}", args=[row.pk])
        return as_editor.post(url, {"next": f"{REPORT}?found=nothing", **data}, follow=True)

    return post


def undo(client, page):
    """Press "Undo" in the message on a page."""
    form = re.search(
        r'<form method="post" action="([^"]+)" class="w-inline">(.*?)</form>', page.text, re.DOTALL
    )
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    return client.post(form[1], fields, follow=True)


def logged():
    return [entry.message for entry in ModelLogEntry.objects.order_by("timestamp", "pk")]


class TestNotForUs:
    def test_waits_no_longer_and_is_remembered(self, say, searched, search, client):
        row = searched("free pizza")

        page = say("dismiss", row)

        assert page.redirect_chain == [(f"{REPORT}?found=nothing", 302)]
        assert "is not for us" in page.text
        assert not SearchedWords.objects.unmet().exists()
        search(client, "free pizza")
        assert not SearchedWords.objects.unmet().exists()
        assert logged() == ["Said that the words are not for us"]

    def test_holds_for_its_level_only(self, say, searched):
        row, other = searched("plans"), searched("plans", level=3)

        say("dismiss", row)

        assert [*SearchedWords.objects.unmet()] == [other]

    def test_is_taken_back_with_one_click(self, say, searched, as_editor):
        row = searched("free pizza")

        page = undo(as_editor, say("dismiss", row))

        assert page.redirect_chain == [(f"{REPORT}?found=nothing", 302)]
        assert [*SearchedWords.objects.unmet()] == [row]
        assert len(logged()) == 2

    def test_is_logged_once_for_two_clicks(self, say, searched):
        row = searched("free pizza")

        say("dismiss", row)
        say("dismiss", row)

        assert len(logged()) == 1


class TestTopic:
    def test_is_the_one_that_an_editor_says_at_every_level(self, say, searched, topic):
        row, _other = searched("late trains"), searched("late trains", level=3)

        page = say("place", row, place=str(topic.pk))

        placed = SearchedWords.objects.values_list("topic", "is_placed")
        assert [*placed] == [(topic.pk, True)] * 2
        assert "belongs to the topic “Topic”" in page.text
        assert logged() == ["Put the words to the topic “Topic”"]

    def test_goes_back_to_where_it_was_with_one_click(self, say, searched, topic, as_editor):
        trains = TopicFactory(name="Trains")
        row = searched("late trains", topic=trains)

        undo(as_editor, say("place", row, place=str(topic.pk)))

        row.refresh_from_db()
        assert (row.topic, row.is_placed) == (trains, False)

    def test_may_be_none_whatever_the_words_name(self, say, searched, as_editor):
        trains = TopicFactory(name="Trains")
        row = searched("late trains", topic=trains)

        say("place", row, place="none")

        place_by_name()
        row.refresh_from_db()
        assert (row.topic, row.is_placed) == (None, True)
        form = as_editor.get(reverse("searches:place", args=[row.pk])).context["form"]
        assert form["place"].value() == "none"

    def test_that_is_not_there_is_refused(self, say, searched):
        row = searched("late trains")

        page = say("place", row, place="999999")

        assert "Select a valid choice" in page.text
        assert f'value="{escape(REPORT)}?found=nothing"' in page.text
        assert not SearchedWords.objects.filter(is_placed=True).exists()

    def test_is_the_one_with_the_longest_name_in_the_words(self):
        for name in ("Trains", "Night trains", "Practice", "…"):
            TopicFactory(name=name)
        topics = TopicsByName(Topic.objects.all())

        found = {
            words: topic_named_in(words, topics)
            for words in ("the train at night", "training", "train -night", "of practices", "buses")
        }

        names = dict(Topic.objects.values_list("pk", "name"))
        assert {words: names.get(pk) for words, pk in found.items()} == {
            "the train at night": "Night trains",
            "training": "Trains",
            "train -night": "Trains",
            "of practices": "Practice",
            "buses": None,
        }

    def test_is_found_for_new_words(self, client, search):
        trains = TopicFactory(name="Trains")

        search(client, "late train")

        assert SearchedWords.objects.get().topic == trains

    def test_is_a_new_one_that_the_words_name(self, searched, django_capture_on_commit_callbacks):
        row, placed = searched("late trains"), searched("night trains", is_placed=True)

        with django_capture_on_commit_callbacks(execute=True):
            TopicFactory(name="Buses")
            trains = TopicFactory(name="Trains")

        row.refresh_from_db()
        placed.refresh_from_db()
        assert (row.topic, placed.topic) == (trains, None)

    def test_is_another_where_it_is_deleted(self, searched, django_capture_on_commit_callbacks):
        # At once, which sends no signal that a test's transaction would wait with.
        named = [Topic(name=name, slug=name, folded_name=name) for name in ("late", "trains")]
        late, trains = Topic.objects.bulk_create(named)
        searched("late trains", topic=trains)
        searched("late buses", topic=trains, is_placed=True)

        with django_capture_on_commit_callbacks(execute=True):
            trains.delete()

        assert {(row.topic, row.is_placed) for row in SearchedWords.objects.all()} == {
            (late, False)
        }


class TestTryingAgain:
    def test_keeps_what_is_found_now(self, say, searched, stories, searchable):
        row = searched("late trains")
        with searchable():
            StoryPageFactory(parent=stories, title="Late trains")

        page = say("again", row)

        row.refresh_from_db()
        assert row.results == 1
        assert "finds 1 page now at level 1" in page.text

    def test_says_where_there_is_still_nothing(self, say, searched, stories, searchable):
        row = searched("late trains")
        with searchable():
            StoryPageFactory(parent=stories, title="Late trains", levels=(4,))

        page = say("again", row)

        assert "still finds nothing at level 1" in page.text

    def test_counts_as_nobodys_search(self, say, searched, counted):
        row = searched("late trains")

        say("again", row)

        assert counted() == {("late trains", 1): 3}


class TestWhoMay:
    """Each URL, by each role; what is refused changes nothing."""

    @pytest.mark.parametrize("name", ["report", "report_results"])
    @pytest.mark.parametrize(("role", "is_let"), MAY_SEE)
    def test_see_what_is_searched_for(self, people, searched, name, role, is_let):
        searched("free pizza")

        response = people(role).get(reverse(f"searches:{name}"))

        assert response.status_code == (200 if is_let else 302)
        assert ("free pizza" in response.text) is is_let

    @pytest.mark.parametrize(("role", "is_let"), MAY_SEE)
    def test_see_what_words_find_now(self, people, searched, role, is_let):
        row = searched("free pizza")

        response = people(role).get(reverse("searches:now", args=[row.pk]))

        assert response.status_code == (200 if is_let else 302)
        assert ("Nothing" in response.text) is is_let

    @pytest.mark.parametrize("name", ["again", "dismiss", "restore", "place"])
    @pytest.mark.parametrize(
        ("role", "is_let"),
        [
            ("visitor", False),
            ("member", False),
            ("practitioner", False),
            ("viewer", False),
            ("editor", True),
            ("admin", True),
        ],
    )
    def test_say_something_of_words(self, people, searched, topic, name, role, is_let):
        row = searched("free pizza", results=7, is_dismissed=name == "restore")
        client, url = people(role), reverse(f"searches:{name}", args=[row.pk])

        form = client.get(url)
        answer = client.post(url, {"place": str(topic.pk)})

        after = SearchedWords.objects.get()
        changed = (after.results, after.is_dismissed, after.topic) != (7, row.is_dismissed, None)
        assert changed is is_let
        assert answer.status_code == 302
        assert (answer.url == REPORT) is is_let
        if is_let:
            assert form.status_code == (200 if name == "place" else 405)
        else:
            assert form.status_code == 302

    @pytest.mark.parametrize("name", ["again", "dismiss", "restore", "place"])
    def test_say_nothing_of_words_that_they_are_not_shown(self, as_editor, searched, name):
        row = searched("anna lind", 2)

        assert as_editor.get(reverse("searches:now", args=[row.pk])).status_code == 404
        assert as_editor.post(reverse(f"searches:{name}", args=[row.pk])).status_code == 404
        assert as_editor.post(reverse(f"searches:{name}", args=[10**30])).status_code == 404

    def test_is_asked_for_a_token(self, editor, searched):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        row = searched("free pizza")

        assert client.post(reverse("searches:dismiss", args=[row.pk])).status_code == 403


@pytest.fixture
def people(roles):
    """Whoever comes to the admin, by what they are called here."""

    def person(role):
        if role == "visitor":
            return Client()
        if role == "viewer":
            return signed_in(viewer())
        groups = {"practitioner": ["Practitioners"], "editor": ["Editors"]}
        return signed_in(MemberFactory(groups=groups.get(role), is_superuser=role == "admin"))

    return person


def viewer():
    """Make somebody who may see what is searched for, and say nothing of it."""
    user = MemberFactory(groups=["Practitioners"])
    user.user_permissions.add(Permission.objects.get(codename="view_searchcount"))
    return user
