"""Reader search: everything at the reader's own level, and nothing else."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from plugins.whoosh_search.readers import close_all
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.levels.brute_force import backends_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def queues(stories, resources, searchable):
    """A word that occurs on pages of every level."""
    with searchable():
        StoryPageFactory(parent=stories, title="A queue at the counter", levels=(1, 4))
        StoryPageFactory(parent=stories, title="A queue on the phone", levels=(1,))
        ResourcePageFactory(
            parent=resources, title="Why a queue costs", kind="business-case", levels=(2, 4)
        )
        ResourcePageFactory(parent=resources, title="Queue patterns", kind="pattern", levels=(3, 4))


def titles(page) -> set[str]:
    return {hit.page.title for hit in page.context["found"].hits}


class TestSearch:
    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (1, {"A queue at the counter", "A queue on the phone"}),
            (2, {"Why a queue costs"}),
            (3, {"Queue patterns"}),
            (4, {"A queue at the counter", "Why a queue costs", "Queue patterns"}),
        ],
    )
    def test_finds_the_readers_own_level_only(self, at_level, queues, number, expected):
        page = at_level(number).get("/search/", {"q": "queue"})

        assert titles(page) == expected
        assert page.context["found"].count == len(expected)

    def test_says_how_many_there_are_and_at_which_level(self, client, queues):
        page = client.get("/search/", {"q": "queue"})

        assert "2 pages at level 1, Eye opener, for “queue”" in page.text

    def test_leaves_out_drafts_and_private_pages(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="Queue unfinished", live=False)
            private = StoryPageFactory(parent=stories, title="Queue confidential")
            PageViewRestriction.objects.create(
                page=private, restriction_type=PageViewRestriction.LOGIN
            )

        page = client.get("/search/", {"q": "queue"})

        assert page.context["found"].count == 0
        assert "unfinished" not in page.text
        assert "confidential" not in page.text

    def test_leaves_out_a_page_gone_private_that_the_index_still_holds(self, client, queues):
        from plugins.stories.models import StoryPage

        for story in StoryPage.objects.all():
            PageViewRestriction.objects.create(
                page=story, restriction_type=PageViewRestriction.LOGIN
            )

        page = client.get("/search/", {"q": "queue"})

        assert page.context["found"].count == 0

    def test_follows_a_page_that_is_retagged(self, client, stories, searchable, level):
        with searchable():
            story = StoryPageFactory(parent=stories, title="A queue", levels=(4,))
        assert client.get("/search/", {"q": "queue"}).context["found"].count == 0

        with searchable():
            story.levels.set([level(1)])
            story.save_revision().publish()

        assert titles(client.get("/search/", {"q": "queue"})) == {"A queue"}

    def test_needs_every_word_first(self, client, queues):
        page = client.get("/search/", {"q": "queue phone"})

        assert titles(page) == {"A queue on the phone"}
        assert not page.context["found"].any_word

    def test_takes_any_word_where_no_page_has_all(self, client, queues):
        page = client.get("/search/", {"q": "queue giraffe"})

        assert titles(page) == {"A queue at the counter", "A queue on the phone"}
        assert "No page holds all of this" in page.text

    def test_marks_the_words_it_found(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(
                parent=stories, summary="Nobody <b> knew why people were queueing so long."
            )

        page = client.get("/search/", {"q": "queue"})

        assert "<mark>queueing</mark>" in page.text
        assert "Nobody &lt;b&gt; knew" in page.text

    def test_shows_the_query_and_the_level_in_the_form(self, at_level, queues):
        page = at_level(3).get("/search/", {"q": 'que"ue'})

        assert 'value="que&quot;ue"' in page.text
        assert "Search level 3, Preparation" in page.text


class TestWhatIsTyped:
    @pytest.fixture
    def phones(self, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="The phone queue", summary="Calling in.")
            StoryPageFactory(
                parent=stories, title="The queue", summary="People who phone, and the queue."
            )

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("phone queue", {"The phone queue", "The queue"}),
            ('"phone queue"', {"The phone queue"}),
            ("“phone queue”", {"The phone queue"}),
            ('"phone queue', {"The phone queue"}),
            ("queue -calling", {"The queue"}),
            ('queue -"phone queue"', {"The queue"}),
            ("-calling", set()),
        ],
    )
    def test_is_words_phrases_and_exclusions(self, client, phones, words, expected):
        assert titles(client.get("/search/", {"q": words})) == expected

    def test_as_a_phrase_takes_the_words_one_by_one_where_no_page_has_it(self, client, phones):
        page = client.get("/search/", {"q": '"queue calling"'})

        assert titles(page) == {"The phone queue", "The queue"}
        assert "No page holds all of this" in page.text

    def test_as_exclusions_alone_asks_for_a_word(self, client, phones):
        page = client.get("/search/", {"q": "-calling"})

        assert "says nothing to search for" in page.text

    def test_beyond_the_limit_is_named_as_left_out(self, client, phones):
        many = " ".join(f"filler{number}" for number in range(100))

        page = client.get("/search/", {"q": f"queue {many}"})

        assert "69 words were left out: filler31, filler32" in page.text
        assert "filler41" not in page.text.split("were left out")[1].split("</p>")[0]
        assert page.context["found"].count == 2


class TestOrder:
    def test_puts_title_over_summary_over_text(self, client, stories, searchable):
        with searchable():
            text = [("situation", "<p>A giraffe came.</p>")]
            in_text = StoryPageFactory(parent=stories, title="One", body=text)
            in_summary = StoryPageFactory(parent=stories, title="Two", summary="A giraffe came.")
            in_title = StoryPageFactory(parent=stories, title="A giraffe came")

        hits = client.get("/search/", {"q": "giraffe"}).context["found"].hits

        assert [hit.page.pk for hit in hits] == [in_title.pk, in_summary.pk, in_text.pk]

    def test_puts_the_page_first_whose_title_was_typed(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="Planning, planning and planning")
            text = [("situation", "<p>What we did, and how we did it.</p>")] * 50
            StoryPageFactory(parent=stories, title="Planning", body=text)

        hits = client.get("/search/", {"q": "planning"}).context["found"].hits

        assert hits[0].page.title == "Planning"

    def test_is_newest_first_when_asked_for(self, client, stories, searchable):
        with searchable():
            for day, title in enumerate(("Giraffe giraffe", "The giraffe of old", "A giraffe")):
                published = datetime(2026, 3, 10 - day, tzinfo=UTC)
                StoryPageFactory(parent=stories, title=title, first_published_at=published)

        page = client.get("/search/", {"q": "giraffe", "order": "newest"})

        assert [hit.page.title for hit in page.context["found"].hits] == [
            "Giraffe giraffe",
            "The giraffe of old",
            "A giraffe",
        ]
        assert 'href="?q=giraffe"' in page.text


class TestDidYouMean:
    def suggestion(self, client, words: str) -> str:
        return client.get("/search/", {"q": words}).context["found"].did_you_mean

    def test_offers_what_finds_pages_at_the_readers_level(self, client, queues):
        page = client.get("/search/", {"q": "quueue Conuter -phone"})

        assert page.context["found"].did_you_mean == "queue counter -phone"
        assert "?q=queue+counter+-phone" in page.text

    def test_offers_nothing_for_words_of_another_level(self, at_level, queues):
        assert self.suggestion(at_level(4), "countre") == "counter"
        assert self.suggestion(at_level(3), "countre") == ""

    def test_offers_nothing_where_pages_hold_what_was_typed(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="Queues")
            StoryPageFactory(parent=stories, title="Quench")

        assert self.suggestion(client, "queues quench") == ""

    def test_offers_nothing_from_a_page_that_the_index_still_holds(self, client, stories, queues):
        story = stories.get_children().get(title="A queue at the counter")
        story.specific.unpublish()

        assert self.suggestion(client, "countre") == ""

    def test_writes_the_word_as_the_page_does(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="Une Réunion")

        assert self.suggestion(client, "reuinon") == "réunion"


class TestCompletion:
    def offered(self, client, words: str) -> list[str]:
        pages = client.get("/search/complete/", {"q": words}).json()["pages"]
        return [page["title"] for page in pages]

    def test_offers_titles_at_the_readers_level(self, at_level, queues):
        assert set(self.offered(at_level(1), "que")) == {
            "A queue at the counter",
            "A queue on the phone",
        }
        assert self.offered(at_level(3), "que") == ["Queue patterns"]
        assert self.offered(at_level(3), "pat que") == ["Queue patterns"]

    def test_leads_to_the_page(self, client, queues):
        [page] = client.get("/search/complete/", {"q": "pho"}).json()["pages"]

        assert client.get(page["url"]).status_code == 200

    def test_offers_no_draft_private_or_expired_page(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="Queue one", live=False)
            private = StoryPageFactory(parent=stories, title="Queue two")
            StoryPageFactory(parent=stories, title="Queue three")
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        stories.get_children().filter(title="Queue three").update(
            expire_at=timezone.now() - timedelta(minutes=1)
        )

        assert self.offered(client, "que") == []

    @pytest.mark.parametrize("words", ["", " ", "-que", "?", "\x00", "(" * 1000, "x" * 1_000_000])
    def test_offers_nothing_for_nothing(self, client, queues, words):
        assert self.offered(client, words) == []


class TestRepair:
    @pytest.fixture(autouse=True)
    def own_index(self, settings, tmp_path):
        """An index of the test's own, which no other test misses."""
        settings.WAGTAILSEARCH_BACKENDS = backends_in(tmp_path)
        yield
        close_all()

    def test_answers_from_the_database_and_says_so(self, client, queues, settings):
        close_all()
        shutil.rmtree(settings.WAGTAILSEARCH_BACKENDS["readers"]["PATH"])

        page = client.get("/search/", {"q": "queue"})

        assert titles(page) == {"A queue at the counter", "A queue on the phone"}
        assert "Search is being repaired" in page.text

    @pytest.mark.parametrize("words", ["giraffe", "GIRAFFE", "Ohrläppchen", "ohrläppchen"])
    def test_looks_into_the_texts_of_pages(self, client, stories, searchable, settings, words):
        with searchable():
            text = [("situation", "<p>The giraffe moved its Ohrläppchen.</p>")]
            StoryPageFactory(parent=stories, title="One", body=text)
            StoryPageFactory(parent=stories, title="Two")
        close_all()
        shutil.rmtree(settings.WAGTAILSEARCH_BACKENDS["readers"]["PATH"])

        page = client.get("/search/", {"q": words})

        assert titles(page) == {"One"}
        assert page.context["found"].being_repaired


class TestNarrowing:
    def test_by_kind_counts_what_a_click_shows(self, at_level, queues):
        client = at_level(4)

        kinds = client.get("/search/", {"q": "queue"}).context["found"].kinds

        assert {kind.value: kind.count for kind in kinds} == {
            "story": 1,
            "business-case": 1,
            "pattern": 1,
        }
        for kind in kinds:
            narrowed = client.get("/search/", {"q": "queue", "kind": kind.value})
            assert narrowed.context["found"].count == kind.count

    def test_by_topic_counts_what_a_click_shows(self, client, stories, searchable):
        data, design = TopicFactory(name="Open data"), TopicFactory(name="Service design")
        with searchable():
            StoryPageFactory(parent=stories, title="Queue one", topics=[data])
            StoryPageFactory(parent=stories, title="Queue two", topics=[data, design])
            StoryPageFactory(parent=stories, title="Queue three")

        topics = client.get("/search/", {"q": "queue"}).context["found"].topics

        assert {topic.label: topic.count for topic in topics} == {
            "Open data": 2,
            "Service design": 1,
        }
        for topic in topics:
            narrowed = client.get("/search/", {"q": "queue", "topic": topic.value})
            assert narrowed.context["found"].count == topic.count

    def test_offers_no_topic_or_kind_of_another_level(self, client, resources, queues, searchable):
        with searchable():
            ResourcePageFactory(
                parent=resources, title="A queue", topics=[TopicFactory(name="Secret sauce")]
            )

        page = client.get("/search/", {"q": "queue"})

        assert "Secret sauce" not in page.text
        assert {kind.value for kind in page.context["found"].kinds} == {"story"}

    def test_by_what_there_is_not_offers_the_way_back(self, client, queues):
        page = client.get("/search/", {"q": "queue", "topic": "no-such", "kind": "no-such"})

        assert page.context["found"].count == 0
        assert "Search again without the filters" in page.text


class TestNothingFound:
    def test_says_which_level_was_searched_and_not_what_others_hold(self, at_level, queues):
        page = at_level(3).get("/search/", {"q": "counter"})

        assert "Nothing matches at level 3, Preparation" in page.text
        assert "A queue at the counter" not in page.text

    @pytest.mark.parametrize(
        "words",
        [
            "", " ", "*", "[a TO z]", "(" * 200, "NOT " * 200, "\x00", "\x00queue", "a:b level:4",
            "‮", "🙂", "''\"", "word " * 10_000, "x" * 1_000_000, "-", "\\", "AND OR NOT", "%", "_",
        ],
    )  # fmt: skip
    def test_answers_whatever_is_typed(self, client, queues, words):
        response = client.get("/search/", {"q": words})

        assert response.status_code == 200

    def test_with_no_words_asks_for_some(self, client, queues):
        page = client.get("/search/")

        assert "Type a word or two" in page.text
        assert page.context["found"].count == 0
