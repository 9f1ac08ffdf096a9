"""Whole pages, kept for readers alike: nobody is shown another level, nor what was before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, Site

from cop_site import urls as site_urls
from cop_site.models import CommunitySettings
from plugins.levels import page_cache
from plugins.levels.caching import same_for_readers_alike
from plugins.levels.cookies import choices_in
from plugins.levels.edition import Edition, begin_after_commit, is_shown, kept
from plugins.levels.models import Level, MemberLevel, Topic
from plugins.levels.page_cache import MAX_QUERY_STRING, key_of
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db(transaction=True)

numbers = count()


@same_for_readers_alike("page")
def counted(request: HttpRequest) -> HttpResponse:
    """A plugin's page, another one each time that it is made."""
    return HttpResponse(f"made as number {next(numbers)}")


def for_one_visitor(answer: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """A view that says too much of itself: its answer is not for all."""
    return same_for_readers_alike()(answer)


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = counted(request)
    response.set_cookie("own", "value")
    return response


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def with_message(request: HttpRequest) -> HttpResponse:
    messages.info(request, f"number {next(numbers)}")
    return HttpResponse(list(messages.get_messages(request)))


def with_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"number {next(numbers)}", status=410)


def in_pieces(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([f"number {next(numbers)}"])


def by_browser(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"number {next(numbers)}", headers={"Vary": "User-Agent"})


def not_to_be_stored(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"number {next(numbers)}", headers={"Cache-Control": "no-store"})


def of_a_session(request: HttpRequest) -> HttpResponse:
    request.session["number"] = next(numbers)
    return HttpResponse(request.session["number"])


def outdated(request: HttpRequest) -> HttpResponse:
    """Answers with what somebody changes before it is said."""
    response = counted(request)
    begin_after_commit()
    return response


def without_a_word(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"number {next(numbers)}")


OWN = [with_cookie, with_token, with_message, with_error, in_pieces, by_browser, of_a_session]
OWN += [not_to_be_stored, outdated]

urlpatterns = [
    path("counted/", counted),
    path("without_a_word/", without_a_word),
    *(path(f"{view.__name__}/", for_one_visitor(view)) for view in OWN),
    path("", include(site_urls)),
]


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    """What is published for good in these tests is in nobody else's index."""
    readers = settings.WAGTAILSEARCH_BACKENDS["readers"]
    settings.WAGTAILSEARCH_BACKENDS = {
        **settings.WAGTAILSEARCH_BACKENDS,
        "readers": {**readers, "PATH": tmp_path / "index"},
    }


@pytest.fixture
def story(stories, topic) -> StoryPage:
    return StoryPageFactory(parent=stories, title="Before", slug="a-story", topics=[topic])


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def change_silently(page: StoryPage, title: str = "After") -> None:
    """Change what pages show as nothing does: without a signal."""
    StoryPage.objects.filter(pk=page.pk).update(title=title)


SHOWING_THE_STORY = ["/", "/stories/", "/stories/a-story/", "/levels/1/", "/topics/topic/"]


def texts(client: Client, *more: str) -> dict[str, str]:
    """Return what a visitor reads on every page that shows the story, and on `more`, by address."""
    return {url: client.get(url).text for url in (*SHOWING_THE_STORY, *more)}


def queries_of(url: str) -> int:
    """Return how many queries an address takes that nobody has asked for since the last change."""
    with CaptureQueriesContext(connection) as captured:
        Client().get(url)
    return len(captured)


class TestAPage:
    def test_is_made_once_for_all_who_read_alike(self, story):
        before = texts(Client(), "/topics/", "/levels/")
        change_silently(story)

        assert texts(Client(), "/topics/", "/levels/") == before

    def test_that_is_kept_costs_one_query(self, story, django_assert_num_queries):
        texts(Client())

        with django_assert_num_queries(len(SHOWING_THE_STORY)):
            texts(Client())

    def test_that_is_made_anew_asks_no_more_for_more_items(self, stories, story, topic):
        # What Wagtail and Django keep for as long as the process lives.
        texts(Client())
        StoryPageFactory.create_batch(6, parent=stories, topics=[topic])
        few = {url: queries_of(url) for url in SHOWING_THE_STORY}
        StoryPageFactory.create_batch(20, parent=stories, topics=[topic])
        many = {url: queries_of(url) for url in SHOWING_THE_STORY}

        assert many == few
        assert max(many.values()) <= 12

    def test_is_told_to_browsers_as_ever(self, client, story):
        first = client.get("/stories/")

        second = client.get("/stories/")
        again = client.get("/stories/", headers={"If-None-Match": second.headers["ETag"]})

        assert second.headers == first.headers
        assert second.headers["Cache-Control"] == "private, no-cache"
        assert second.headers["Vary"] == "Cookie"
        assert again.status_code == 304

    def test_answers_those_who_ask_for_its_head(self, client, story, django_assert_num_queries):
        client.head("/stories/")
        page = client.get("/stories/")

        with django_assert_num_queries(1):
            head = client.head("/stories/")

        assert "Before" in page.text
        assert (head.status_code, head.content) == (200, b"")


class TestReaders:
    def test_at_another_level_are_shown_theirs(self, at_level, stories, topic):
        for number in (1, 4):
            title, about = f"For {number}", [topic]
            StoryPageFactory(parent=stories, title=title, levels=[number], topics=about)

        pages = {
            (url, number): at_level(number).get(url).text
            for url in ("/", "/stories/", "/topics/topic/")
            for number in (1, 4, 1)
        }

        wrong = {number: f"For {5 - number}" for number in (1, 4)}
        assert [key for key, text in pages.items() if f"For {key[1]}" not in text] == []
        assert [key for key, text in pages.items() if wrong[key[1]] in text] == []

    def test_who_have_not_chosen_are_asked(self, client, at_level, story):
        assert "Is that where you are?" not in at_level(1).get("/stories/").text

        assert "Is that where you are?" in client.get("/stories/").text

    def test_with_a_level_for_a_topic_are_shown_what_is_at_it(self, client, at_level, story, topic):
        at_level(1).get("/stories/")

        client.post("/levels/", {"level": 4, "topic": topic.slug})
        del client.cookies["messages"]

        assert "Before" not in client.get("/stories/").text

    def test_with_made_up_cookies_share_what_those_have_who_chose_none(
        self, client, story, django_assert_num_queries
    ):
        Client().get("/stories/")
        made_up = ["", "0", "9", "1 ", "x" * 5000, "12"]

        with django_assert_num_queries(len(made_up)):
            for level in made_up:
                client.cookies["level"], client.cookies["topic_levels"] = level, "1:9"
                client.get("/stories/")

    levels = st.one_of(st.none(), st.sampled_from("123459"), st.text(max_size=3))
    pairs = st.tuples(st.integers(0, 3), st.integers(1, 5))

    @given(st.tuples(levels, levels), st.tuples(st.lists(pairs), st.lists(pairs)))
    def test_share_a_page_just_when_they_made_the_same_choices(self, levels, topics):
        one, other = (request_with(*each) for each in zip(levels, topics, strict=True))

        assert (key_of(one) == key_of(other)) == (choices_in(one) == choices_in(other))


def request_with(level: str | None, topics: list[tuple[int, int]]) -> HttpRequest:
    """Return a visitor's request; the topics are in the cookie in the order given."""
    request = RequestFactory().get("/")
    request.COOKIES["topic_levels"] = ".".join(f"{key}:{number}" for key, number in topics)
    if level is not None:
        request.COOKIES["level"] = level
    return request


def publish(story: StoryPage) -> None:
    story.title = "After"
    story.save_revision().publish()


def unpublish(story: StoryPage) -> None:
    story.unpublish()


def delete(story: StoryPage) -> None:
    story.delete()


def retag(story: StoryPage) -> None:
    story.levels.set(Level.objects.numbered(4))
    story.save_revision().publish()


def restrict(story: StoryPage) -> None:
    PageViewRestriction.objects.create(page=story, restriction_type="login")


def expire(story: StoryPage) -> None:
    story.expire_at = timezone.now() - timedelta(hours=1)
    story.save()


def change_without_a_signal(story: StoryPage) -> None:
    change_silently(story)
    begin_after_commit()


class TestAChange:
    @pytest.mark.parametrize(
        "change", [publish, unpublish, delete, restrict, expire, change_without_a_signal]
    )
    def test_of_a_page_is_seen_at_once(self, client, story, change):
        before = texts(client)
        change(story)

        after = texts(client)

        assert [url for url, text in before.items() if "Before" not in text] == []
        assert [url for url, text in after.items() if "Before" in text] == []

    def test_of_a_pages_level_is_seen_at_once(self, client, at_level, story):
        texts(client)
        texts(at_level(4))
        retag(story)

        naming = [url for url, text in texts(client).items() if "Before" in text]

        # A direct link opens for everyone, and says for whom the page is.
        assert naming == ["/stories/a-story/"]
        assert "Before" in at_level(4).get("/stories/").text

    def test_of_a_section_is_seen_at_once(self, client, story):
        texts(client)
        restrict(story.get_parent())

        assert [url for url, text in texts(client).items() if "Before" in text] == []

    def test_of_what_was_private_is_seen_at_once(self, client, story):
        restrict(story)
        client.get("/stories/")
        PageViewRestriction.objects.all().delete()

        assert "Before" in client.get("/stories/").text

    def test_of_places_is_seen_at_once(self, client, settings, home, stories, story):
        # Nothing is saved then but paths.
        settings.WAGTAILREDIRECTS_AUTO_CREATE = False
        elsewhere = type(stories)(title="Elsewhere", slug="elsewhere")
        home.add_child(instance=elsewhere)
        client.get("/stories/")
        client.get("/stories/a-story/")
        story.move(elsewhere, pos="last-child")

        assert "Before" not in client.get("/stories/").text
        assert client.get("/stories/a-story/").status_code == 404
        assert "Before" in client.get("/elsewhere/a-story/").text

    def test_of_a_topics_name_is_seen_at_once(self, client, story, topic):
        texts(client)
        topic.name = "A better name"
        topic.save()

        pages = texts(client, "/topics/")

        # On the page of a level there are too few for a list by topic.
        assert [url for url, text in pages.items() if "A better name" not in text] == []

    def test_of_a_levels_words_is_seen_at_once(self, client, story, level):
        texts(client, "/levels/")
        first = level(1)
        first.name = "Beginnings"
        first.save()

        pages = texts(client, "/levels/")

        assert [url for url, text in pages.items() if "Beginnings" not in text] == []

    def test_of_the_communitys_name_is_seen_at_once(self, client, story):
        client.get("/stories/")
        community = CommunitySettings.load()
        community.name = "Open doors"
        community.save()

        assert "Open doors" in client.get("/stories/").text

    def test_of_another_process_is_seen_at_once(self, client, story, level, topic):
        client.get("/stories/a-story/")
        # What this process has kept of levels and settings, it has not been told to forget.
        Level.objects.filter(number=1).update(name="Beginnings")
        CommunitySettings.objects.update(name="Open doors")
        begin_after_commit()

        page = client.get("/stories/a-story/").text

        assert "Beginnings" in page
        assert "Open doors" in page

    def test_of_the_sites_first_page_is_seen_at_once(self, client, home, story):
        client.get("/")
        other = type(home)(title="Another", slug="another", headline="Another beginning")
        home.get_parent().add_child(instance=other)
        Site.objects.update(root_page=other)
        Site.clear_site_root_paths_cache()
        begin_after_commit()

        assert "Another beginning" in client.get("/").text

    def test_of_a_topic_that_is_new_or_gone_is_seen_at_once(self, client, stories, story):
        client.get("/topics/")
        StoryPageFactory(parent=stories, topics=[TopicFactory(name="A new topic")])
        with_new = client.get("/topics/")
        Topic.objects.filter(name="A new topic").delete()

        assert "A new topic" in with_new.text
        assert "A new topic" not in client.get("/topics/").text


@pytest.fixture
def begins_an_edition(story) -> Callable[[Callable[[], Any]], bool]:
    """Tells whether doing something begins a new edition."""

    def tell(action: Callable[[], Any]) -> bool:
        before = Edition.objects.get().mark
        action()
        return Edition.objects.get().mark != before

    return tell


class TestAnEdition:
    def test_begins_with_every_change_of_what_pages_show(self, begins_an_edition, story):
        image = get_image_model()(title="A picture", file=get_test_image_file())
        document = get_document_model()(title="A document")
        restriction = PageViewRestriction.objects.create(page=story, restriction_type="groups")
        group = Group.objects.create(name="Friends")

        changes = {
            "a picture": image.save,
            "a size of it": lambda: image.get_rendition("width-10"),
            "the size gone": lambda: image.renditions.all().delete(),
            "the picture gone": image.delete,
            "a document": document.save,
            "a site": Site.objects.get().save,
            "for whom a page is": lambda: restriction.groups.add(group),
            "several at once": lambda: story.topics.through.objects.all().delete(),
        }

        assert [name for name, change in changes.items() if not begins_an_edition(change)] == []

    def test_does_not_begin_with_what_no_page_shows(self, begins_an_edition, story, member):
        changes = {
            "a draft": lambda: story.save_revision(user=member),
            "signing in": lambda: Client().force_login(member),
            "a member's level": lambda: MemberLevel.keep(member, 2),
        }

        assert [name for name, change in changes.items() if begins_an_edition(change)] == []

    def test_begins_with_a_change_of_a_plugins_own_model(self):
        from modelsearch.test.testapp.models import Book

        assert is_shown(Book)

    def test_begins_once_for_all_that_is_saved_together(self, story):
        topics = TopicFactory.create_batch(3)

        with CaptureQueriesContext(connection) as captured, transaction.atomic():
            for topic in topics:
                topic.save()

        writes = [each["sql"] for each in captured if "levels_edition" in each["sql"]]
        assert len(writes) == 1

    def test_begins_anew_when_the_site_is_migrated(self, begins_an_edition):
        assert begins_an_edition(lambda: call_command("migrate", verbosity=0))

    def test_begins_where_there_was_none(self, client, story):
        Edition.objects.all().delete()
        client.get("/stories/")
        change_silently(story, "Meanwhile")
        # Without an edition nothing is kept.
        meanwhile = client.get("/stories/")
        publish(story)

        assert "Meanwhile" in meanwhile.text
        assert "After" in client.get("/stories/").text


class UndoneError(Exception):
    """Raised to undo what was done."""


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is done within it."""
    with suppress(UndoneError), transaction.atomic():
        yield
        raise UndoneError


class TestATransaction:
    def test_that_is_undone_changes_nothing(self, client, story):
        client.get("/stories/")
        mark = Edition.objects.get().mark

        with undone():
            publish(story)

        assert Edition.objects.get().mark == mark
        assert "Before" in client.get("/stories/").text

    def test_that_is_open_is_not_kept(self, client, story):
        with undone():
            publish(story)
            within = client.get("/stories/")

        assert "After" in within.text
        assert "Before" in client.get("/stories/").text

    def test_that_is_open_sees_its_own_changes(self, client, story):
        client.get("/stories/")

        with transaction.atomic():
            change_silently(story)

            assert "After" in client.get("/stories/").text

    def test_whose_part_is_undone_counts_with_the_rest(self, client, story, topic):
        client.get("/stories/")

        with transaction.atomic():
            with undone():
                topic.save()
            publish(story)

        assert "After" in client.get("/stories/").text


class TestAnExpiry:
    @pytest.fixture
    def after(self, monkeypatch) -> Callable[[float], None]:
        """Sets the clock forward by minutes."""
        now = timezone.now

        def set_clock(minutes: float) -> None:
            monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=minutes))

        return set_clock

    @pytest.fixture
    def expiring(self, story) -> StoryPage:
        story.expire_at = timezone.now() + timedelta(minutes=3)
        story.save()
        return story

    def test_is_seen_at_its_minute(self, client, expiring, after):
        texts(client)
        after(2)
        before = texts(client)
        after(3)

        assert [url for url, text in before.items() if "Before" not in text] == []
        assert [url for url, text in texts(client).items() if "Before" in text] == []

    def test_is_seen_when_one_came_before_it(self, client, stories, expiring, after):
        soon = timezone.now() + timedelta(minutes=1)
        StoryPageFactory(parent=stories, title="Soon", expire_at=soon)
        first = client.get("/stories/").text
        after(2)
        second = client.get("/stories/").text
        after(4)
        third = client.get("/stories/").text

        titles = [
            [title in page for title in ("Soon", "Before")] for page in (first, second, third)
        ]
        assert titles == [[True, True], [False, True], [False, False]]

    def test_of_what_is_kept_comes_after_five_minutes_whatever_happens(self, client, story, after):
        client.get("/stories/")
        change_silently(story)
        after(4)
        before = client.get("/stories/")
        after(5)

        assert "Before" in before.text
        assert "After" in client.get("/stories/").text


class TestWhoIsKnown:
    def test_is_never_shown_what_was_kept(self, client, story, member):
        Client().get("/stories/")
        change_silently(story)
        client.force_login(member)

        page = client.get("/stories/").text

        assert "After" in page
        assert "Sign out" in page

    def test_sees_every_change_of_other_processes_at_once(self, client, story, stories, member):
        client.force_login(member)
        before = client.get("/").text
        # This process is not told to forget what it keeps for every page.
        Level.objects.filter(number=1).update(name="Beginnings")
        Page.objects.filter(pk=stories.pk).update(title="Tales")
        begin_after_commit()

        after = client.get("/").text

        assert "Tales" not in before
        assert "Tales" in after
        assert "Beginnings" in after

    def test_leaves_nothing_for_visitors(self, client, story, member):
        client.force_login(member)
        client.get("/stories/")

        assert "Sign out" not in Client().get("/stories/").text

    def test_sees_the_preview_of_a_draft(self, client, story):
        host = urlsplit(story.full_url).netloc
        address = {"path": "/stories/a-story/", "headers": {"Host": host}}
        client.get(**address)
        story.title = "A draft"
        story.save_revision()

        preview = story.get_latest_revision_as_object().make_preview_request()

        assert "A draft" in preview.text
        assert "A draft" not in client.get(**address).text

    def test_is_told_alone_that_the_level_was_changed(self, client, at_level, story):
        client.post("/levels/", {"level": 4, "next": "/stories/"})

        told = client.get("/stories/")

        assert 'class="message' in told.text
        assert 'class="message' not in at_level(4).get("/stories/").text

    def test_is_answered_anew(self, story):
        Client().get("/stories/")
        change_silently(story)
        signs = [("Authorization", "Basic eA=="), ("Cookie", "sessionid=x")]
        signs += [("Cookie", "messages=x")]

        pages = [Client().get("/stories/", headers=dict([sign])).text for sign in signs]

        assert all("After" in text for text in pages)
        assert "Before" in Client().get("/stories/").text


@pytest.mark.urls(__name__)
class TestAPlugin:
    @pytest.fixture(autouse=True)
    def edition(self, story):
        """Pages are kept from the first change on."""

    def twice(self, url: str) -> tuple[bytes, bytes]:
        first, second = Client().get(url), Client().get(url)
        return body(first), body(second)

    def test_may_say_that_its_page_is_the_same_for_readers_alike(self):
        for url in ("/counted/", "/counted/?page=2"):
            first, second = self.twice(url)

            assert first == second

    @pytest.mark.parametrize("view", [*OWN, without_a_word])
    def test_cannot_share_what_is_not(self, view):
        first, second = self.twice(f"/{view.__name__}/")

        assert first != second

    def test_cannot_share_a_token_wherever_the_middleware_stands(self, settings):
        ours = "plugins.levels.page_cache.PageCacheMiddleware"
        settings.MIDDLEWARE = [*(each for each in settings.MIDDLEWARE if each != ours), ours]

        first, second = self.twice("/with_token/")

        assert first != second

    def test_does_not_share_what_anybody_could_make_up_addresses_for(self):
        too_long = "1" * MAX_QUERY_STRING
        for query in ("made_up=1", "page=1&made_up=1", f"page={too_long}"):
            first, second = self.twice(f"/counted/?{query}")

            assert first != second, query

    def test_is_asked_again_for_other_parameters_methods_and_hosts(self, client):
        pages = [
            client.get("/counted/"),
            client.get("/counted/?page=1"),
            client.get("/counted/?page=2"),
            client.post("/counted/"),
            client.get("/counted/", headers={"Host": "elsewhere.example.org"}),
            client.get("/counted/", secure=True),
        ]

        assert len({page.content for page in pages}) == len(pages)

    def test_may_have_pages_kept_apart_by_a_cookie_of_its_own(self, monkeypatch, client):
        monkeypatch.setattr(page_cache, "_deciding", [*page_cache._deciding])
        page_cache.deciding(lambda request: request.COOKIES.get("own", ""))
        without = client.get("/counted/")

        client.cookies["own"] = "value"

        assert client.get("/counted/").content != without.content
        assert Client().get("/counted/").content == without.content


def test_small_things_are_kept_a_minute_where_no_edition_is_shown():
    values = count(1)

    assert [kept("count", lambda: next(values)) for _time in range(2)] == [1, 1]


def test_a_site_without_a_cache_for_pages_keeps_them_in_its_own(settings, client, story):
    settings.CACHES = {"default": settings.CACHES["default"]}
    client.get("/stories/")
    change_silently(story)

    assert "Before" in client.get("/stories/").text


def test_a_site_without_the_middleware_keeps_nothing(settings, client, story):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "page_cache" not in each]
    client.get("/stories/")
    change_silently(story)

    assert "After" in client.get("/stories/").text


def test_pages_are_made_anew_while_templates_are_being_written(settings, story):
    settings.DEBUG = True
    Client().get("/stories/")
    change_silently(story)

    assert "After" in Client().get("/stories/").text
