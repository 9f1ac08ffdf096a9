"""Which links are found on pages, how their hosts are asked, and when one counts as broken."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from threading import Event
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Site

from plugins.freshness import asking, link_checking, networks
from plugins.freshness.answers import Reason
from plugins.freshness.asking import Pace, ask
from plugins.freshness.collecting import collect
from plugins.freshness.links_in import links_in
from plugins.freshness.models import Link, LinkOnPage
from tests.factories import StoryPageFactory
from tests.freshness.servers import Answers, Server, serving

pytestmark = pytest.mark.django_db

State = Link.State


@pytest.fixture
def serve(db: None, settings: Any) -> Iterator[Callable[[Answers], Server]]:
    """Serves on this machine, which may be asked as long."""
    settings.LINKS_INTO_PRIVATE_NETWORKS = True
    # The site is another machine than these.
    settings.WAGTAILADMIN_BASE_URL = "https://community.example"
    Site.objects.update(hostname="community.example")
    opened = []

    def start(answers: Answers) -> Server:
        context = serving(answers)
        server = context.__enter__()
        opened.append(context)
        settings.LINK_PORTS = {*getattr(settings, "LINK_PORTS", ()), server.server_port}
        return server

    yield start
    for context in opened:
        context.__exit__(None, None, None)


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def pace(self) -> Pace:
        return Pace(2.0, clock=lambda: self.now, sleep=self.sleep)


@pytest.fixture
def link_to(stories: Any) -> Callable[[str], Link]:
    """A link that is on a published story."""

    def make(url: str) -> Link:
        count = LinkOnPage.objects.count()
        text = f'<p>Read <a href="{url}">this</a>.</p>'
        StoryPageFactory(parent=stories, title=f"Story {count}", body=[("situation", text)])
        collect()
        return Link.objects.get(url=url)

    return make


def pass_time(**time: float) -> None:
    """Make as if all that happened to links had happened so much earlier."""
    span = timedelta(**time)
    for link in Link.objects.all():
        for name in ("asked_at", "due_at", "failing_since", "not_before"):
            if at := getattr(link, name):
                setattr(link, name, at - span)
        link.save()


def run() -> None:
    link_checking.run(pace=Clock().pace())


class TestCollecting:
    def test_finds_links_in_all_kinds_of_fields(self):
        body = [
            {
                "type": "text",
                "value": '<p><a href="https://a.example/x?y=1&amp;z=2#part">a</a></p>',
            },
            {"type": "video", "value": "https://b.example/watch"},
            {"type": "deep", "value": {"links": [{"value": {"url": "HTTP://c.example/"}}]}},
            {"type": "text", "value": '<embed embedtype="media" url="https://d.example/v"/>'},
        ]

        found = links_in([body, "<p>http://in-words.example/ is no link</p>"])

        assert found == {
            "https://a.example/x?y=1&z=2",
            "https://b.example/watch",
            "https://d.example/v",
        }

    @pytest.mark.parametrize(
        "url",
        ["mailto:a@example.org", "/stories/", "#part", "javascript:x", "http://", "https://["],
    )
    def test_leaves_out_what_is_no_address_elsewhere(self, url):
        assert links_in([f'<a href="{url}">x</a>']) == set()

    def test_leaves_out_what_nobody_may_read_and_what_is_here(self, stories):
        text = [("situation", '<p><a href="https://a.example/">a</a></p>')]
        StoryPageFactory(parent=stories, title="Draft", live=False, body=text)
        here = [("situation", '<p><a href="http://127.0.0.1:8000/about/">a</a></p>')]
        StoryPageFactory(parent=stories, title="Here", body=here)

        collect()

        assert not Link.objects.exists()

    def test_forgets_what_is_gone_but_not_what_is_to_be_ignored(self, link_to, member):
        link, ignored = link_to("https://a.example/"), link_to("https://b.example/")
        ignored.ignore(member)
        for story in StoryPageFactory._meta.model.objects.all():
            story.unpublish()

        collect()

        assert [*Link.objects.all()] == [ignored]
        assert not Link.objects.filter(pk=link.pk).exists()

    def test_is_told_at_once_of_a_link_that_an_author_has_taken_out(self, link_to):
        link = link_to("https://a.example/")
        story = link.on_pages.get().page.specific

        story.body = [("situation", "<p>Without it.</p>")]
        story.save_revision().publish()

        assert not LinkOnPage.objects.exists()


class TestAsking:
    def test_is_a_head_that_says_who_asks(self, serve, settings):
        server = serve({"/": (200, {})})

        answer = ask(server.url("/"), Clock().pace())

        assert (answer.reason, answer.status) == (Reason.ANSWERED, 200)
        assert server.asked == [("HEAD", "/")]
        assert settings.WAGTAILADMIN_BASE_URL in server.headers["User-Agent"]
        assert "Cookie" not in server.headers

    @pytest.mark.parametrize("status", [403, 404, 405, 501])
    def test_is_a_get_only_where_a_head_is_refused(self, serve, status):
        server = serve({"HEAD /": (status, {}), "GET /": (200, {})})

        answer = ask(server.url("/"), Clock().pace())

        assert answer.status == 200
        assert [method for method, _path in server.asked] == ["HEAD", "GET"]

    def test_follows_redirects_from_site_to_site(self, serve):
        there = serve({"/end": (200, {})})
        here = serve(
            {"/": (302, {"Location": "/next"}), "/next": (301, {"Location": there.url("/end")})}
        )

        answer = ask(here.url("/"), Clock().pace())

        assert answer.status == 200
        assert there.asked == [("HEAD", "/end")]

    def test_follows_five_and_no_more(self, serve):
        server = serve({"/": (302, {"Location": "/"})})

        answer = ask(server.url("/"), Clock().pace())

        assert answer.reason == Reason.IN_CIRCLES
        assert len(server.asked) == 6

    def test_judges_each_hop(self, serve, monkeypatch):
        server = serve({})
        inside = f"http://169.254.169.254:{server.server_port}/keys"
        server.answers["/"] = (302, {"Location": inside})
        # Only the first hop may go where this test has its server.
        monkeypatch.setattr(networks, "may_be_private", lambda: not server.asked)

        answer = ask(server.url("/"), Clock().pace())

        assert answer.reason == Reason.PRIVATE
        assert server.asked == [("HEAD", "/")]

    def test_pauses_between_two_questions_to_one_host(self, serve):
        server, clock = serve({"HEAD /": (405, {}), "GET /": (200, {})}), Clock()

        ask(server.url("/"), clock.pace())

        assert clock.waits == [2.0]

    def test_ends_where_a_host_sends_a_letter_now_and_then(self, serve, monkeypatch):
        monkeypatch.setattr(asking, "TIMEOUT", 0.2)
        is_over = Event()

        def drip(handler: Any) -> None:
            with suppress(OSError):
                while not is_over.wait(0.02):
                    handler.wfile.write(b"H")

        answer = ask(serve({"/": drip}).url("/"), Clock().pace())
        is_over.set()

        assert answer.reason == Reason.TOO_SLOW

    def test_tells_why_nothing_comes_back(self, serve, settings, monkeypatch):
        server = serve({"/": lambda handler: handler.wfile.write(b"Good morning\r\n\r\n")})
        free = socket.create_server(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        settings.LINK_PORTS |= {port}

        refused = ask(f"http://127.0.0.1:{port}/", Clock().pace())
        garbled = ask(server.url("/"), Clock().pace())

        assert refused.reason == Reason.NO_CONNECTION
        assert garbled.reason == Reason.GARBLED

    def test_tells_that_there_is_no_such_host(self, monkeypatch):
        def none(*args: Any, **kwargs: Any) -> None:
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", none)

        assert ask("http://nowhere.example/", Pace()).reason == Reason.NO_HOST


class TestStates:
    @pytest.mark.parametrize(
        ("status", "first", "later"),
        [
            (200, State.FINE, State.FINE),
            (404, State.FAILED, State.BROKEN),
            (410, State.FAILED, State.BROKEN),
            (401, State.UNSURE, State.UNSURE),
            (403, State.UNSURE, State.UNSURE),
            (405, State.UNSURE, State.UNSURE),
            (500, State.UNSURE, State.UNSURE),
        ],
    )
    def test_are_told_apart_by_what_comes_back(self, serve, link_to, status, first, later):
        link = link_to(serve({"/": (status, {})}).url("/"))
        run()
        link.refresh_from_db()
        at_first = link.state

        pass_time(days=8)
        run()

        link.refresh_from_db()
        assert (at_first, link.state) == (first, later)
        assert str(status) in link.what_came_back or status == 200

    def test_are_mended_by_one_good_answer(self, serve, link_to):
        server = serve({"/": (404, {})})
        link = link_to(server.url("/"))
        for _ in range(2):
            run()
            pass_time(days=8)

        server.answers["/"] = (200, {})
        run()

        link.refresh_from_db()
        assert (link.state, link.failing_since) == (State.FINE, None)

    def test_ask_a_link_once_a_week_and_a_day_after_it_failed(self, serve, link_to):
        server = serve({"/fine": (200, {})})
        link_to(server.url("/fine"))
        link_to(server.url("/gone"))
        run()
        server.asked.clear()

        run()
        at_once = len(server.asked)
        pass_time(days=1.5)
        run()

        assert at_once == 0
        assert {path for _method, path in server.asked} == {"/gone"}

    def test_leave_a_host_alone_that_wants_to_be(self, serve, link_to):
        server = serve({"/1": (429, {"Retry-After": "864000"}), "/2": (200, {})})
        first, second = link_to(server.url("/1")), link_to(server.url("/2"))
        run()
        pass_time(days=8)

        run()

        first.refresh_from_db()
        second.refresh_from_db()
        assert server.asked == [("HEAD", "/1")]
        assert first.state == State.UNSURE
        assert second.not_before > timezone.now() + timedelta(days=1)

    def test_ask_no_more_than_is_allowed_each_host_in_turn(self, serve, link_to):
        one, other = serve({}), serve({})
        links = [link_to(server.url(f"/{n}")) for server in (one, other) for n in (1, 2)]
        # All of this machine have one name, so that they are told apart here.
        Link.objects.filter(url__startswith=other.url("")).update(host="other")

        in_turn = [link.url for link in link_checking.hosts_in_turn([*Link.objects.order_by("pk")])]
        link_checking.run(limit=3, pace=Clock().pace())

        assert in_turn == [links[n].url for n in (0, 2, 1, 3)]
        assert Link.objects.exclude(asked_at=None).count() == 3

    def test_ignored_ones_are_not_asked(self, serve, link_to, member):
        server = serve({})
        link_to(server.url("/")).ignore(member)

        run()

        assert server.asked == []

    def test_one_that_is_being_asked_elsewhere_is_left_out(self, serve, link_to):
        server = serve({})
        link = link_to(server.url("/"))
        link.claim(timezone.now())

        run()

        assert server.asked == []


class TestCommand:
    def test_collects_asks_and_says_what_it_found(self, serve, stories):
        server = serve({"/": (200, {})})
        text = f'<p><a href="{server.url("/")}">x</a></p>'
        StoryPageFactory(parent=stories, body=[("situation", text)])
        out = StringIO()

        call_command("check_links", stdout=out)

        assert out.getvalue() == "In order: 1\n"

    def test_keeps_nothing_where_no_site_answers(self, link_to, monkeypatch):
        def down(*args: Any, **kwargs: Any) -> None:
            raise socket.gaierror(-3, "Temporary failure in name resolution")

        monkeypatch.setattr(socket, "getaddrinfo", down)
        links = [link_to("http://a.example/"), link_to("http://b.example/")]

        with pytest.raises(CommandError, match="No site has answered"):
            call_command("check_links")

        for link in links:
            link.refresh_from_db()
            assert (link.state, link.due_at) == (State.NEW, None)
