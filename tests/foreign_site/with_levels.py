"""What the site does once it has levels; run by `tests/levels/test_foreign_site.py` in its copy.

The database is the site's own, with posts from before: each test puts it back as it was.
"""

from datetime import date
from typing import Any

import pytest
from blog.models import BlogIndexPage, BlogPage
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import rich_text

from plugins.levels.conformance import Visitor, check
from plugins.levels.models import Level, LevelError, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def django_db_setup():
    """Take the site's own database, and make none."""


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def blog() -> BlogIndexPage:
    return BlogIndexPage.objects.get()


@pytest.fixture
def at_level():
    """A visitor who reads at the level of a number."""

    def visitor(number: int) -> Client:
        client = Client()
        client.cookies["level"] = str(number)
        return client

    return visitor


@pytest.fixture
def posts(blog, django_capture_on_commit_callbacks) -> list[BlogPage]:
    """A post at each level, all about open data."""
    with django_capture_on_commit_callbacks(execute=True):
        topic = Topic.objects.create(name="Open data")
        return [post(blog, f"Fresh post {number}", number, topic) for number in range(1, 5)]


@pytest.fixture
def editor(admin_user) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


def post(blog: BlogIndexPage, title: str, level: int, topic: Topic) -> BlogPage:
    page = BlogPage(title=title, date=date(2026, 1, level), intro=f"Pelicans {level}")
    page.levels.set(Level.objects.numbered(level))
    page.topics.set([topic])
    return blog.add_child(instance=page)


def shown(response: Any) -> set[int]:
    """Return the levels of the fresh posts that a page shows."""
    return {number for number in range(1, 5) if f"Fresh post {number}" in response.text}


def form(**changes: Any) -> dict[str, Any]:
    """Return what the editor of a post sends."""
    fields = {"title": "Edited", "slug": "edited", "date": "2026-01-01", "intro": "Pelicans"}
    empty = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return {**fields, "body": rich_text("<p>Text</p>"), **empty, **changes}


class TestPostsFromBefore:
    def test_open_and_are_in_no_list(self, client, blog):
        assert client.get(f"{blog.url}old-post/").status_code == 200
        assert "Old post" not in client.get(blog.url).text

    def test_cannot_be_saved_live_without_a_level(self):
        with pytest.raises(LevelError, match="Choose a level"):
            BlogPage.objects.get(title="Old post").save()

    def test_are_all_given_levels_by_one_command(self, at_level, blog):
        call_command("tag_levels", "blog.BlogPage", "1", "4", verbosity=0)

        for number in (1, 4):
            assert "Old post" in at_level(number).get(blog.url).text
        assert "Old post" not in at_level(2).get(blog.url).text

    def test_are_found_once_they_have_levels(self, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("tag_levels", "blog.BlogPage", "1", verbosity=0)

        assert "Old post" in client.get("/search/?q=introduction").text

    def test_keep_the_levels_that_they_have(self, blog, posts, capsys):
        call_command("tag_levels", "blog.blogpage", "3")

        assert "2 pages have levels now" in capsys.readouterr().out
        assert [level.number for level in posts[0].levels_in_order()] == [1]

    def test_offer_their_levels_in_the_editor(self, editor):
        call_command("tag_levels", "blog.BlogPage", "2", verbosity=0)
        old = BlogPage.objects.get(title="Old post")

        page = editor.get(reverse("wagtailadmin_pages:edit", args=[old.pk]))

        assert page.context["form"]["levels"].value() == [Level.objects.get(number=2).pk]
        assert not old.has_unpublished_changes

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["blog.BlogIndexPage", "1"], "These are: blog.BlogPage"),
            (["blog.BlogPage"], "Choose a level"),
            (["blog.BlogPage", "5"], "not at level 5"),
        ],
    )
    def test_are_left_alone_where_the_command_is_wrong(self, arguments, said):
        with pytest.raises(CommandError, match=said):
            call_command("tag_levels", *arguments)


class TestReading:
    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_lists_and_search_hold_the_reader_s_level(self, at_level, blog, posts, number):
        visitor = at_level(number)

        urls = [blog.url, "/search/?q=pelicans", "/topics/open-data/", f"/levels/{number}/"]
        for url in [*urls, "/search/complete/?q=fre", "/api/v2/pages/", f"/levels/{number}/feed/"]:
            assert shown(visitor.get(url)) == {number}, url

    def test_the_sitemap_names_every_level(self, client, posts):
        sitemap = client.get("/sitemap.xml")

        assert all(post.url in sitemap.text for post in posts)

    def test_a_level_is_chosen_on_any_page_and_kept(self, client, blog, posts):
        assert 'value="3"' in client.get(blog.url).text

        client.post("/levels/", {"level": "3", "next": blog.url})

        assert shown(client.get(blog.url)) == {3}

    def test_the_pages_of_the_levels_wear_the_site_s_own_face(self, client, posts):
        page = client.get("/levels/1/")

        assert "<title>" in page.text
        assert "Level 1, Eye opener" in page.text
        assert 'class="card-summary"' not in page.text

    def test_a_level_of_its_own_in_a_topic_holds_in_the_site_s_lists(self, client, blog, posts):
        client.post("/levels/", {"level": "4", "topic": "open-data"})

        assert shown(client.get(blog.url)) == {4}

    def test_members_keep_their_level_with_the_account(self, editor, admin_user, blog, posts):
        editor.post("/levels/", {"level": "2"})
        elsewhere = Client()
        elsewhere.force_login(admin_user)

        assert shown(elsewhere.get(blog.url)) == {2}

    def test_what_was_chosen_is_said_once_on_the_next_of_its_pages(self, client):
        client.post("/levels/", {"level": "3"})

        assert "You now read at level 3" in client.get("/levels/3/").text
        assert "You now read at level 3" not in client.get("/levels/3/").text

    def test_answers_are_kept_from_shared_caches(self, client, blog):
        assert "private" in client.get(blog.url).headers["Cache-Control"]


class TestHiddenPages:
    @pytest.fixture(params=[PageViewRestriction.LOGIN, PageViewRestriction.GROUPS])
    def private(self, posts, request) -> BlogPage:
        PageViewRestriction.objects.create(page=posts[0], restriction_type=request.param)
        return posts[0]

    def test_answer_as_if_they_were_not_there_and_offer_to_sign_in(self, client, private):
        page = client.get(private.url)

        assert page.status_code == 404
        assert f'href="{reverse("wagtailcore_login")}?next={private.url}"' in page.text

    def test_are_in_no_list(self, client, blog, private):
        for url in (blog.url, "/search/?q=pelicans", "/levels/1/", "/topics/"):
            assert shown(client.get(url)) == set(), url


class TestEditor:
    def test_asks_for_a_level_before_publishing(self, editor, blog):
        add = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", blog.pk])

        page = editor.post(add, form(**{"action-publish": "1"}))

        assert "Choose at least one level" in page.text
        assert not BlogPage.objects.filter(slug="edited").exists()

    def test_publishes_at_the_levels_ticked(self, editor, blog):
        add = reverse("wagtailadmin_pages:add", args=["blog", "blogpage", blog.pk])
        levels = [level.pk for level in Level.objects.numbered(2, 3)]

        editor.post(add, form(levels=levels, **{"action-publish": "1"}))

        page = BlogPage.objects.get(slug="edited")
        assert page.live
        assert [level.number for level in page.levels_in_order()] == [2, 3]

    def test_asks_for_the_level_of_a_post_from_before(self, editor):
        old = BlogPage.objects.get(title="Old post")
        edit = reverse("wagtailadmin_pages:edit", args=[old.pk])

        refused = editor.post(edit, form(**{"action-publish": "1"}))
        level = Level.objects.get(number=2)
        editor.post(edit, form(levels=[level.pk], **{"action-publish": "1"}))

        assert "Choose at least one level" in refused.text
        old.refresh_from_db()
        assert old.title == "Edited"

    def test_keeps_a_draft_of_a_post_from_before_without_a_level(self, editor):
        old = BlogPage.objects.get(title="Old post")

        editor.post(reverse("wagtailadmin_pages:edit", args=[old.pk]), form())

        old.refresh_from_db()
        assert old.has_unpublished_changes
        assert old.title == "Old post"


class TestNothingLeaks:
    def test_to_visitors(self):
        report = check(Visitor("a visitor at level 3, and at 2 in a topic", 3, topic_level=2))

        assert not report.findings, str(report)

    def test_to_members(self, django_user_model):
        member = django_user_model.objects.create_user("member")

        report = check(Visitor("a member", user=member))

        assert not report.findings, str(report)


def test_the_accounts_are_the_site_s_own():
    assert get_user_model()._meta.label == "auth.User"
