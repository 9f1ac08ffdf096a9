"""What the header offers to whom."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def practitioner(member):
    call_command("set_up_roles", verbosity=0)
    member.groups.add(Group.objects.get(name="Practitioners"))
    return member


def test_offers_the_editor_to_practitioners_only(client, stories, practitioner):
    story = StoryPageFactory(parent=stories)

    before = client.get(story.url)
    client.force_login(practitioner)
    after = client.get(story.url)

    assert "Edit this page" not in before.text
    assert f"/admin/pages/{story.pk}/edit/" in after.text


@pytest.mark.parametrize("url", ["/", "/stories/", "/search/?q=queue", "/levels/4/"])
def test_costs_practitioners_at_most_sixteen_queries(
    client, stories, practitioner, url, django_assert_max_num_queries
):
    StoryPageFactory.create_batch(12, parent=stories)
    client.force_login(practitioner)
    client.get(url)

    with django_assert_max_num_queries(16):
        client.get(url)


def test_signs_out(practitioner, home):
    client = Client(enforce_csrf_checks=True)
    client.force_login(practitioner)
    page = client.get("/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text).group(1)

    client.post("/accounts/logout/", {"csrfmiddlewaretoken": token})

    assert "Sign in" in client.get("/").text


@pytest.mark.parametrize(
    ("number", "held"),
    [
        (1, ["Stories", "Topics"]),
        (2, ["Resources", "Topics"]),
        (3, ["Resources", "Topics"]),
        (4, ["Stories", "Resources", "Topics"]),
    ],
)
def test_leads_to_what_the_level_can_hold(at_level, home, number, held):
    text = at_level(number).get("/").text

    navigation = text[text.index('aria-label="Main"') :].split("</nav>")[0]
    assert re.findall(r"<a [^>]*>([^<]+)</a>", navigation) == held
