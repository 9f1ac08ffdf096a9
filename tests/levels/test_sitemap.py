from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xmlschema
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from plugins.levels.sitemaps import Section
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "sitemap-0.9.xsd")


def entries(client: Client, url: str = "/sitemap.xml") -> dict[str, dict]:
    """Return what a sitemap says of each path, once it is sure that it is valid."""
    response = client.get(url)
    SCHEMA.validate(response.text)
    assert response.headers["Content-Type"] == "application/xml"
    found = SCHEMA.to_dict(response.text, validation="strict")
    return {path_of(each["loc"]): each for each in found.get("url") or found["sitemap"]}


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


class TestSitemap:
    def test_names_the_public_pages_of_every_level(self, client, stories, resources):
        for number in (1, 4):
            StoryPageFactory(parent=stories, slug=f"at-{number}", levels=(number,))
        ResourcePageFactory(parent=resources, slug="a-plan", levels=(3,))

        found = entries(client)

        assert {"/", "/stories/", "/stories/at-1/", "/stories/at-4/", "/resources/a-plan/"} <= (
            found.keys()
        )

    @pytest.mark.parametrize("state", ["draft", "private", "expired"])
    def test_leaves_out_what_is_hidden(self, client, stories, state):
        page = StoryPageFactory(
            parent=stories,
            slug="secret",
            live=state != "draft",
            expire_at=timezone.now() - timedelta(minutes=1) if state == "expired" else None,
            topics=[TopicFactory(name="Secret topic")],
        )
        if state == "private":
            PageViewRestriction.objects.create(page=page, restriction_type="login")

        response = client.get("/sitemap.xml")

        assert "secret" not in response.text

    def test_leaves_out_what_is_below_a_private_page(self, client, stories):
        StoryPageFactory(parent=stories, slug="internal")
        PageViewRestriction.objects.create(page=stories, restriction_type="login")

        found = entries(client)

        assert not [path for path in found if path.startswith("/stories/")]

    def test_names_the_levels_and_the_topics_of_public_pages(self, client, stories, topic):
        StoryPageFactory(parent=stories, topics=[topic])
        TopicFactory(name="Unused")

        found = entries(client)

        lists = {path for path in found if path.startswith(("/levels/", "/topics/"))}
        assert lists == {*(f"/levels/{n}/" for n in (1, 2, 3, 4)), "/topics/", "/topics/topic/"}

    def test_names_every_page_once(self, client, stories, topic):
        StoryPageFactory(parent=stories, levels=(1, 4), topics=[topic, TopicFactory()])

        response = client.get("/sitemap.xml")

        assert response.text.count("<loc>") == len(entries(client))

    def test_leads_to_the_sites_own_address(self, client, stories):
        Site.objects.update(hostname="practice.example.org", port=443)

        response = client.get("/sitemap.xml")

        assert response.text.count("<loc>https://practice.example.org/") == (
            response.text.count("<loc>")
        )

    def test_says_when_a_page_was_published_last_and_not_when_its_draft_changed(
        self, client, stories
    ):
        published = datetime(2026, 4, 2, 10, tzinfo=UTC)
        StoryPageFactory(parent=stories, slug="published", last_published_at=published)
        imported = StoryPageFactory(parent=stories, slug="imported")
        imported.save_revision()

        found = entries(client)

        assert found["/stories/published/"]["lastmod"] == "2026-04-02"
        assert "lastmod" not in found["/stories/imported/"]

    def test_tells_by_no_header_when_something_hidden_was_changed(self, client, stories):
        StoryPageFactory(parent=stories, last_published_at=timezone.now())

        response = client.get("/sitemap.xml")

        assert "Last-Modified" not in response.headers

    def test_costs_as_many_queries_for_many_pages_as_for_few(
        self, client, stories, topic, django_assert_max_num_queries
    ):
        StoryPageFactory.create_batch(5, parent=stories, topics=[topic])
        client.get("/sitemap.xml")
        with django_assert_max_num_queries(12) as few:
            client.get("/sitemap.xml")
        StoryPageFactory.create_batch(45, parent=stories, topics=[topic])

        with django_assert_max_num_queries(12) as many:
            client.get("/sitemap.xml")

        assert len(many) == len(few)


class TestManyPages:
    @pytest.fixture(autouse=True)
    def small_files(self, monkeypatch):
        monkeypatch.setattr(Section, "limit", 6)

    def test_are_in_files_that_an_index_names(self, client, stories):
        pages = StoryPageFactory.create_batch(9, parent=stories)

        files = entries(client)

        assert {"/sitemap-pages.xml", "/sitemap-pages.xml?p=2", "/sitemap-lists.xml"} <= (
            files.keys()
        )
        urls = [url for file in files for url in entries(client, file)]
        assert {page.url for page in pages} <= set(urls)
        assert len(urls) == len(set(urls))

    @pytest.mark.parametrize(
        "url",
        ["/sitemap-unheard.xml", "/sitemap-pages.xml?p=99", f"/sitemap-pages.xml?p={'9' * 5_000}"],
    )
    def test_no_such_file(self, client, home, url):
        response = client.get(url)

        assert response.status_code == 404


class TestRobots:
    def test_are_led_to_the_sitemap_and_kept_from_what_is_not_for_them(self, client):
        response = client.get("/robots.txt")

        assert response.headers["Content-Type"].startswith("text/plain")
        lines = response.text.splitlines()
        assert "Sitemap: http://testserver/sitemap.xml" in lines
        assert {f"Disallow: /{path}/" for path in ("admin", "accounts", "api", "feedback")} <= (
            set(lines)
        )
