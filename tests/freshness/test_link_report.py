"""What editors see of links that lead nowhere, and do about them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plugins.freshness import admin_views, link_checking
from plugins.freshness.answers import Answer, Reason
from plugins.freshness.models import Link, LinkOnPage
from plugins.limits import Limit
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

GONE = Answer(Reason.ANSWERED, 404, "a.example")
FINE = Answer(Reason.ANSWERED, 200, "a.example")


@pytest.fixture
def make_broken(stories: Any) -> Any:
    """Make a link on a published story that has failed for long."""

    def make(url: str = "https://a.example/old", **kwargs: Any) -> Link:
        story = StoryPageFactory(parent=stories, title=f"Story with {url[-20:]}")
        link = Link.to(url)
        values = {"state": Link.State.BROKEN, "reason": Reason.ANSWERED, "status": 404}
        for name, value in {**values, "failing_since": timezone.now(), **kwargs}.items():
            setattr(link, name, value)
        link.save()
        LinkOnPage.objects.create(page=story, link=link)
        return link

    return make


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What sites answer, one after the other; nothing leaves this machine."""
    given: list[Answer] = []
    monkeypatch.setattr(link_checking, "ask", lambda url, pace: given.pop(0))
    return given


def report(**query: str) -> str:
    return reverse("freshness_links", query=query)


def test_names_the_page_the_link_and_what_came_back(as_editor, make_broken):
    make_broken()
    make_broken("https://b.example/", state=Link.State.UNSURE, status=403)

    broken = as_editor.get(report()).text
    unsure = as_editor.get(report(state="unsure")).text

    assert "https://a.example/old" in broken
    assert "404: there is no such page" in broken
    assert "b.example" not in broken
    assert "403: the site does not let programs look" in unsure


def test_shows_an_address_as_text(as_editor, make_broken):
    make_broken("https://a.example/<script>alert(1)</script>")

    assert "<script>alert" not in as_editor.get(report()).text


def test_is_on_the_desk_and_in_the_menu_of_reports(as_editor, make_broken):
    make_broken()

    text = as_editor.get(reverse("wagtailadmin_home")).text

    assert "Broken links (1)" in text
    assert report() in text


def test_ignores_a_link_until_somebody_takes_it_back(as_editor, make_broken):
    link = make_broken()

    said = as_editor.post(reverse("freshness_ignore_link", args=[link.pk]), follow=True)
    without = as_editor.get(report()).text
    form = BeautifulSoup(said.text, "html.parser").select_one(".messages form")
    as_editor.post(form["action"], {})

    assert link.url not in without
    assert link.url in as_editor.get(report()).text


def test_asks_again_and_says_what_comes_back(as_editor, make_broken, answers):
    link = make_broken()
    answers += [FINE]

    said = as_editor.post(reverse("freshness_ask_link", args=[link.pk]), follow=True).text

    link.refresh_from_db()
    assert "It leads where it should" in said
    assert link.state == Link.State.FINE


def test_asks_a_host_neither_twice_at_once_nor_before_it_wants(as_editor, make_broken, answers):
    one, other = make_broken(), make_broken("https://a.example/other")
    answers += [GONE]
    as_editor.post(reverse("freshness_ask_link", args=[one.pk]))

    said = as_editor.post(reverse("freshness_ask_link", args=[other.pk]), follow=True).text

    assert "This site was asked a moment ago" in said
    assert answers == []


def test_asks_so_many_an_hour(as_editor, make_broken, answers, monkeypatch):
    monkeypatch.setattr(admin_views, "AGAIN", Limit("freshness.again", amount=0, seconds=3600))

    said = as_editor.post(reverse("freshness_ask_link", args=[make_broken().pk]), follow=True).text

    assert "You have asked a lot of links." in said


def test_breaks_a_link_that_is_gone_the_second_time_and_others_a_day_later(make_broken):
    gone, slow = Link.to("https://a.example/"), Link.to("https://b.example/")
    now = timezone.now()

    for _ in range(2):
        gone.note(GONE, now)
        slow.note(Answer(Reason.TOO_SLOW), now)

    assert (gone.state, slow.state) == (Link.State.BROKEN, Link.State.FAILED)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_is_taken_along_as_a_table(as_editor, make_broken, file_format):
    make_broken()

    response = as_editor.get(report(export=file_format))

    content = b"".join(response.streaming_content)
    assert content
    assert file_format == "xlsx" or b"https://a.example/old,Broken,404" in content


def test_meets_as_many_queries_with_many_links(as_editor, make_broken):
    counts = []
    for number in (1, 10):
        for each in range(number):
            make_broken(f"https://a.example/{number}/{each}")
        as_editor.get(report())
        with CaptureQueriesContext(connection) as queries:
            as_editor.get(report())
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30


@pytest.mark.parametrize(
    ("method", "name", "has_link"),
    [
        ("get", "freshness_links", False),
        ("get", "freshness_links_results", False),
        ("post", "freshness_ask_link", True),
        ("post", "freshness_ignore_link", True),
        ("post", "freshness_mind_link", True),
    ],
)
def test_is_for_editors_and_administrators_alone(
    make_broken, answers, editor, practitioner, administrator, method, name, has_link
):
    link = make_broken()
    answers += [GONE] * 5
    url = reverse(name, args=[link.pk] if has_link else [])
    nobody = [Client(), signed_in(MemberFactory())]
    home = reverse("wagtailadmin_home")

    sent_away = [getattr(client, method)(url).url for client in nobody]
    denied = getattr(signed_in(practitioner), method)(url)
    link.refresh_from_db()
    untouched = (link.asked_at, link.ignored_at)
    allowed = [getattr(signed_in(who), method)(url) for who in (editor, administrator)]

    assert all("login" in where for where in sent_away)
    assert denied.url == home
    assert untouched == (None, None)
    assert all(response.status_code == 200 or response.url != home for response in allowed)


def test_holds_no_page_of_others(as_editor, editor, make_broken):
    link = make_broken()
    editor.groups.get().page_permissions.all().delete()

    listed = as_editor.get(report()).text
    ignored = as_editor.post(reverse("freshness_ignore_link", args=[link.pk]))

    assert link.url not in listed
    assert ignored.status_code == 404
