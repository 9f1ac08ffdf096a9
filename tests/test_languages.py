"""Every word says which language it is in, and dates and numbers are written as that has it."""

import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import feedparser
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from plugins.members.models import User
from plugins.resources.models import ResourceSource
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
TITLES = {"de": "Die Schlange am Schalter", "ar": "الطابور عند الشباك"}
SUMMARIES = {"de": "Warum sie kürzer wurde.", "ar": "لماذا أصبح أقصر."}
TEXTS = {"de": "Wir haben gezählt.", "ar": "لقد أحصينا."}
FIGURES = {
    "figures": [{"measure": "Zzz", "before": "47", "after": "19", "unit": ""}],
    "note": "",
}
DIRECTIONS = {"de": "ltr", "ar": "rtl"}


class Languages(HTMLParser):
    """Notes of each text which language and which direction it is marked to be in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str, str]] = [("", "", "ltr")]
        self.texts: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _tag, language, direction = self.open[-1]
        said = dict(attrs)
        if tag not in VOID:
            marked = (said.get("lang") or language, said.get("dir") or direction)
            self.open.append((tag, *marked))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hold no text in what is closed at once."""

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        _tag, language, direction = self.open[-1]
        # The head's title is one text of the page and of the site.
        if not any(tag in ("title", "script") for tag, *_rest in self.open):
            self.texts.append((data, language, direction))


def marks(response: Any, words: str) -> set[tuple[str, str]]:
    """Return the languages and directions of all texts of a page that hold `words`."""
    texts = Languages(response.text).texts
    found = {(language, direction) for text, language, direction in texts if words in text}
    assert found, f"“{words}” is not on the page"
    return found


@pytest.fixture
def several_languages(settings):
    """Lets the site have pages in English, German and Arabic."""
    settings.LANGUAGES = [("en", "English"), ("de", "German"), ("ar", "Arabic")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    settings.WAGTAIL_I18N_ENABLED = True


@pytest.fixture(params=["de", "ar"])
def language(request, several_languages) -> str:
    Locale.objects.create(language_code=request.param)
    return request.param


@pytest.fixture
def locale(language) -> Locale:
    return Locale.objects.get(language_code=language)


@pytest.fixture
def mark(language) -> tuple[str, str]:
    """The language and the direction that the foreign words of a test are to be marked with."""
    return language, DIRECTIONS[language]


@pytest.fixture
def foreign_story(stories, topic, language, locale):
    return StoryPageFactory(
        parent=stories,
        locale=locale,
        title=TITLES[language],
        slug="foreign",
        summary=SUMMARIES[language],
        body=[("situation", f"<p>{TEXTS[language]}</p>")],
        topics=[topic],
        first_published_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


class TestWordsOfAnotherLanguage:
    def test_are_marked_on_their_own_page(self, client, foreign_story, language, mark):
        response = client.get(foreign_story.url)

        for words in (TITLES, SUMMARIES, TEXTS):
            assert marks(response, words[language]) == {mark}

    def test_leave_the_words_of_the_site_alone(self, client, foreign_story):
        response = client.get(foreign_story.url)

        heading = str(foreign_story.body[0].block.label)
        for words in (heading, "minute to read", "Skip to the content", "Show it to the people"):
            assert marks(response, words) == {("en-gb", "ltr")}

    @pytest.mark.parametrize("url", ["/", "/stories/", "/levels/1/", "/topics/topic/"])
    def test_are_marked_in_lists(self, client, foreign_story, language, mark, url):
        response = client.get(url)

        assert marks(response, TITLES[language]) == {mark}
        assert marks(response, SUMMARIES[language]) == {mark}

    def test_are_marked_among_hits(self, client, stories, language, locale, mark, searchable):
        with searchable():
            StoryPageFactory(
                parent=stories, locale=locale, title="Open data", summary=SUMMARIES[language]
            )

        response = client.get("/search/?q=data")

        assert marks(response, SUMMARIES[language]) == {mark}

    def test_are_marked_where_a_page_leads_on(
        self, client, stories, topic, foreign_story, language, mark
    ):
        here = StoryPageFactory(
            parent=stories, topics=[topic], first_published_at=datetime(2026, 4, 1, tzinfo=UTC)
        )

        response = client.get(here.url)

        texts = [text for text, *_mark in Languages(response.text).texts]
        assert texts.count(TITLES[language]) == 2, "related, and older"
        assert marks(response, TITLES[language]) == {mark}

    def test_are_marked_where_a_problem_is_reported(self, client, foreign_story, language, mark):
        response = client.get(f"/feedback/{foreign_story.pk}/report/")

        assert marks(response, TITLES[language]) == {mark}

    def test_are_marked_in_navigation_and_breadcrumbs(
        self, client, stories, foreign_story, locale, mark
    ):
        stories.locale, stories.title = locale, "Zzz"
        stories.save()

        response = client.get(foreign_story.url)

        assert len([text for text, *_mark in Languages(response.text).texts if text == "Zzz"]) == 2
        assert marks(response, "Zzz") == {mark}

    def test_are_marked_beside_and_within_a_text(
        self, at_level, foreign_story, resources, language, mark
    ):
        linked = ResourcePageFactory(
            parent=resources, locale=foreign_story.locale, title="Muster", levels=(3,)
        )
        resource = ResourcePageFactory(parent=resources, body=[("resource", linked)], levels=(3,))
        ResourceSource.objects.create(page=resource, source=foreign_story)

        response = at_level(3).get(resource.url)

        assert marks(response, "Muster") == {mark}
        assert marks(response, TITLES[language]) == {mark}
        assert marks(response, "You can use this:") == {("en-gb", "ltr")}

    def test_may_be_of_the_language_of_the_site_within_another(
        self, at_level, resources, locale, mark
    ):
        linked = ResourcePageFactory(parent=resources, title="Pattern", levels=(3,))
        resource = ResourcePageFactory(
            parent=resources,
            locale=locale,
            body=[("text", "<p>Zzz</p>"), ("figures", FIGURES), ("resource", linked)],
            levels=(3,),
        )

        response = at_level(3).get(resource.url)

        assert marks(response, "Zzz") == {mark}
        assert marks(response, "47") == {mark}
        for words in ("You can use this:", "Before and after", "What was measured", "Before"):
            assert marks(response, words) == {("en-gb", "ltr")}
        assert ("en-gb", "ltr") in marks(response, "Pattern")
        assert mark not in marks(response, "Pattern")

    def test_cost_no_query_for_each_page(self, client, stories, locale):
        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get("/stories/").status_code == 200
            return len(captured)

        StoryPageFactory(parent=stories, locale=locale)
        client.get("/stories/")
        few = queries()
        for _each in range(9):
            StoryPageFactory(parent=stories, locale=locale)

        assert queries() == few

    def test_are_known_of_a_language_that_is_new(self, client, stories, several_languages):
        client.get("/stories/")
        locale = Locale.objects.create(language_code="de")
        StoryPageFactory(parent=stories, locale=locale, title=TITLES["de"])

        response = client.get("/stories/")

        assert marks(response, TITLES["de"]) == {("de", "ltr")}


class TestWordsOfTheSite:
    def test_mark_no_page_in_the_same_language(self, client, stories):
        story = StoryPageFactory(parent=stories)

        for url in ("/", "/stories/", story.url):
            response = client.get(url)
            assert re.findall(r'\blang="([^"]+)"', response.text) == ["en-gb"]

    def test_mark_english_pages_where_they_are_german(self, client, stories, settings):
        settings.LANGUAGE_CODE = "de"
        StoryPageFactory(parent=stories, title="The queue")

        response = client.get("/stories/")

        assert '<html lang="de">' in response.text
        assert marks(response, "The queue") == {("en", "ltr")}

    def test_run_the_other_way_where_they_are_arabic(self, client, stories, settings):
        settings.LANGUAGE_CODE = "ar"
        StoryPageFactory(parent=stories, title="The queue")

        response = client.get("/stories/")

        assert '<html lang="ar" dir="rtl">' in response.text
        assert marks(response, "The queue") == {("en", "ltr")}


class TestMachines:
    def test_are_told_the_language_of_a_page(self, client, foreign_story, language):
        response = client.get(foreign_story.url)

        [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text)
        assert json.loads(data)["@graph"][0]["inLanguage"] == language
        assert f'<meta property="og:locale" content="{language}">' in response.text

    def test_are_told_the_language_of_an_entry(self, client, stories, foreign_story, language):
        StoryPageFactory(parent=stories, title="The queue")

        response = client.get("/levels/1/feed/")

        feed = feedparser.parse(response.content)
        languages = {entry.title: entry.title_detail.language for entry in feed.entries}
        assert feed.feed.language == "en-gb"
        assert languages == {TITLES[language]: language, "The queue": None}

    def test_are_told_the_language_of_what_is_offered_while_typing(
        self, client, stories, locale, language, searchable
    ):
        with searchable():
            StoryPageFactory(parent=stories, locale=locale, title="Queue elsewhere")
            StoryPageFactory(parent=stories, title="Queue here")

        offered = client.get("/search/complete/?q=queu").json()["pages"]

        languages = {page["title"]: page["language"] for page in offered}
        assert languages == {"Queue elsewhere": language, "Queue here": ""}

    def test_are_told_where_translations_are(self, client, stories, foreign_story, language):
        story = StoryPageFactory(
            parent=stories, slug="queue", translation_key=foreign_story.translation_key
        )

        for page in (story, foreign_story):
            response = client.get(page.url)
            told = dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', response.text))
            assert told == {"en": story.full_url, language: foreign_story.full_url}

    def test_are_told_of_no_translation_that_is_hidden(self, client, stories, foreign_story):
        key = foreign_story.translation_key
        story = StoryPageFactory(parent=stories, slug="queue", translation_key=key)
        PageViewRestriction.objects.create(page=foreign_story, restriction_type="login")

        response = client.get(story.url)

        assert "hreflang" not in response.text


class TestDates:
    @pytest.mark.parametrize(
        ("code", "written"), [("en-gb", "4 May 2026"), ("de", "4. Mai 2026"), ("en", "May 4, 2026")]
    )
    def test_are_written_as_the_language_has_it(self, client, stories, settings, code, written):
        settings.LANGUAGE_CODE = code
        story = StoryPageFactory(
            parent=stories, first_published_at=datetime(2026, 5, 4, 12, tzinfo=UTC)
        )

        for url in ("/stories/", story.url):
            [element] = re.findall(r"<time[^>]*>[^<]*</time>", client.get(url).text)
            assert element.startswith('<time datetime="2026-05-04')
            assert f">{written}<" in element

    def test_of_months_are_written_as_the_language_has_it(self, at_level, resources, settings):
        settings.LANGUAGE_CODE = "de"
        resource = ResourcePageFactory(parent=resources, review_date=date(2027, 5, 4))

        response = at_level(3).get(resource.url)

        assert "Mai 2027" in response.text


class TestNumbers:
    @pytest.mark.parametrize(("code", "written"), [("en-gb", "1,204 pages"), ("de", "1.204 pages")])
    def test_are_written_as_the_language_has_it(self, client, settings, monkeypatch, code, written):
        settings.LANGUAGE_CODE = code
        topic = SimpleNamespace(name="Queues", slug="queues", description="", count=1204)
        monkeypatch.setattr("plugins.levels.topic_views.topics_of", lambda pages: [topic])

        response = client.get("/topics/")

        assert written in response.text

    @pytest.mark.parametrize("code", ["en-gb", "de"])
    def test_that_are_keys_are_never_parted(
        self, at_level, large_keys, stories, resources, settings, code
    ):
        settings.LANGUAGE_CODE = code
        topic = TopicFactory()
        story = StoryPageFactory(parent=stories, topics=[topic], levels=(1, 4))
        StoryPageFactory(parent=stories, topics=[topic], levels=(1, 4))
        resource = ResourcePageFactory(
            parent=resources, topics=[topic], questions=[("question", "Why?")], levels=(2, 3)
        )
        urls = ["/", "/levels/", "/levels/1/", "/levels/1/feed/", "/stories/", "/topics/"]
        urls += [
            "/search/?q=queue",
            "/sitemap.xml",
            "/nowhere/",
            "/api/v2/pages/",
            topic_url(topic),
        ]

        assert min(story.pk, resource.pk, topic.pk) > large_keys
        for url in [*urls, story.url, resource.url]:
            for number in (1, 3):
                text = at_level(number).get(url).text
                assert not re.search(r"7[.,]654[.,]", text), url

    def test_that_are_keys_are_never_parted_for_editors(self, large_keys, stories, client):
        story = StoryPageFactory(parent=stories)
        client.force_login(User.objects.create_superuser("admin", "admin@example.org"))

        for url in (f"/admin/pages/{stories.pk}/", f"/admin/pages/{story.pk}/edit/", story.url):
            response = client.get(url)
            assert response.status_code == 200
            assert not re.search(r"7[.,]654[.,]", response.text), url


@pytest.fixture
def large_keys(db) -> int:
    """Lets every new row have a key above what is returned, 7,654,000."""
    if connection.vendor != "sqlite":
        pytest.skip("knows only how SQLite counts keys")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = 7654000 WHERE seq < 7654000")
        counted = "SELECT name FROM sqlite_sequence"
        known = {name for (name,) in cursor.execute(counted).fetchall()}
        for table in {"wagtailcore_page", "levels_topic", "members_user"} - known:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 7654000)", [table])
    return 7_654_000


def topic_url(topic: Any) -> str:
    return f"/topics/{topic.slug}/"


class Words(HTMLParser):
    """Collects what a template says by itself, once its tags have been taken out."""

    SPOKEN = ("alt", "title", "aria-label", "aria-description", "placeholder")

    def __init__(self, template: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        self.feed(template)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("style", "script")
        said = [value or "" for name, value in attrs if name in self.SPOKEN]
        self.found += [value for value in said if is_word(value)]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent and is_word(data):
            self.found.append(data.strip())


def is_word(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", text))


TAGS = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}"
    r"|{% block body_class %}.*?{% endblock %}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
# For machines, and for those who work on the site.
NOT_FOR_READERS = {"robots.txt", "styles.html"}


@pytest.mark.parametrize(
    "template",
    [
        path
        for folder in [ROOT / "templates", *ROOT.glob("plugins/*/templates")]
        for path in folder.glob("**/*.*")
        if path.name not in NOT_FOR_READERS
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_word_of_a_template_can_be_translated(template: Path):
    source = template.read_text(encoding="utf-8")

    assert Words(TAGS.sub("", source)).found == []
