"""A topic by another name: its old addresses lead to the new one, and never in a circle."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry

from plugins.levels.models import Topic
from tests.factories import StoryPageFactory, TopicFactory
from tests.retagging.topics import rename

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens(db) -> Topic:
    return TopicFactory(name="Gardens")


def led_to(path: str) -> str:
    """Return where a visitor ends who asks for `path`; fails where that goes round in a circle."""
    response = Client().get(path, follow=True)
    assert response.status_code == 200, path
    return response.wsgi_request.path


class TestAddress:
    def test_leads_to_the_new_one_and_so_do_feeds(self, as_editor, gardens):
        rename(as_editor, gardens, "Green roofs")

        assert led_to("/topics/gardens/") == "/topics/green-roofs/"
        assert led_to("/topics/gardens/?page=1") == "/topics/green-roofs/"
        assert led_to("/topics/gardens/levels/2/feed/") == "/topics/green-roofs/levels/2/feed/"

    def test_stays_where_it_is_not_to_change(self, as_editor, gardens):
        rename(as_editor, gardens, "Green roofs", moves=False)

        assert "Green roofs" in Client().get("/topics/gardens/").text
        assert not Redirect.objects.exists()

    def test_may_follow_later(self, as_editor, gardens):
        rename(as_editor, gardens, "Green roofs", moves=False)
        rename(as_editor, gardens, "Green roofs")

        assert led_to("/topics/gardens/") == "/topics/green-roofs/"

    def test_leads_on_at_once_after_several_names(self, as_editor, gardens):
        for name in ("Roofs", "Green roofs", "Roof gardens"):
            rename(as_editor, gardens, name)

        response = Client().get("/topics/gardens/")

        assert response.url == "/topics/roof-gardens/"
        assert led_to("/topics/roofs/levels/1/feed/") == "/topics/roof-gardens/levels/1/feed/"

    def test_is_its_own_again_when_the_name_is(self, as_editor, gardens):
        rename(as_editor, gardens, "Roofs")
        rename(as_editor, gardens, "Gardens")

        assert led_to("/topics/gardens/") == "/topics/gardens/"
        assert led_to("/topics/roofs/") == "/topics/gardens/"

    def test_is_never_led_in_a_circle_by_what_others_had_lead_there(self, as_editor, gardens):
        Redirect.add_redirect("/topics/roofs/", "/topics/gardens/")
        Redirect.add_redirect("/green/", "http://localhost/topics/gardens/")

        rename(as_editor, gardens, "Roofs")

        assert led_to("/topics/gardens/") == led_to("/topics/roofs/") == "/topics/roofs/"
        assert led_to("/green/") == "/topics/roofs/"

    def test_is_taken_over_by_a_new_topic_of_the_old_name(self, as_editor, gardens):
        rename(as_editor, gardens, "Roofs")
        TopicFactory(name="Gardens", description="With soil.").delete()
        Topic.objects.create(name="Gardens", description="With soil.")

        assert "With soil." in Client().get("/topics/gardens/").text
        assert not Redirect.objects.exists()

    def test_gets_a_number_where_another_topic_has_it(self, as_editor, gardens):
        # A name of the same slug that is another name to people.
        TopicFactory(name="Roofs (flat)")

        rename(as_editor, gardens, "Roofs: flat")

        gardens.refresh_from_db()
        assert gardens.slug == "roofs-flat_1"

    def test_of_any_script_is_found(self, as_editor, gardens):
        rename(as_editor, gardens, "屋上庭園")
        rename(as_editor, gardens, "Toits plantés")

        assert led_to("/topics/屋上庭園/levels/3/feed/") == "/topics/toits-plantés/levels/3/feed/"

    def test_of_a_topic_that_is_deleted_is_nobodys(self, as_editor, gardens):
        rename(as_editor, gardens, "Roofs")
        gardens.refresh_from_db()

        gardens.delete()

        assert Client().get("/topics/gardens/").status_code == 404
        assert not Redirect.objects.exists()


class TestEditor:
    def test_is_led_there_from_the_list(self, as_editor, gardens):
        url = reverse("topic_admin:rename", args=[gardens.pk])

        assert f'href="{url}"' in as_editor.get(reverse("wagtailsnippets_levels_topic:list")).text
        assert "/topics/gardens/" in as_editor.get(url).text

    def test_is_told_of_a_twin_and_nothing_typed_is_lost(self, as_editor, gardens):
        TopicFactory(name="Green roofs")

        page = rename(as_editor, gardens, "green-roofs")

        assert page.status_code == 200
        assert "There is a topic “Green roofs” already." in page.text
        assert 'value="green-roofs"' in page.text

    def test_finds_it_in_the_history(self, as_editor, editor, gardens):
        rename(as_editor, gardens, "Roofs")

        entry = ModelLogEntry.objects.get(action="retagging.topic_renamed")
        assert (entry.user, entry.object_id) == (editor, str(gardens.pk))
        assert entry.message == "Renamed from “Gardens” to “Roofs”, with its address"

    def test_notes_nothing_where_nothing_changes(self, as_editor, gardens):
        rename(as_editor, gardens, "Gardens")

        assert not ModelLogEntry.objects.exists()

    def test_is_offered_the_address_after_another_name_in_the_form(self, as_editor, gardens):
        form = reverse("wagtailsnippets_levels_topic:edit", args=[gardens.pk])

        said = [
            as_editor.post(form, {"name": name, "description": "…"}, follow=True).text
            for name in ("Gardens", "Roofs")
        ]

        url = reverse("topic_admin:rename", args=[gardens.pk])
        assert "has kept the address" not in said[0]
        assert f'<a href="{url}"' in said[1].split("has kept the address")[1]


def test_pages_are_found_by_the_new_name(as_editor, client, gardens, stories, searchable):
    with searchable():
        StoryPageFactory(parent=stories, title="On top of it all", topics=[gardens])
    with searchable():
        rename(as_editor, gardens, "Roofs")

    assert "On top of it all" in client.get("/search/?q=roofs").text
    assert "On top of it all" not in client.get("/search/?q=gardens").text
