"""What somebody writes for: another plugin says what that is, and learns of the page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail import hooks

from plugins.resources.models import ResourcePage
from plugins.sharing import views
from plugins.sharing.models import Draft
from plugins.sharing.personal import personal_data
from plugins.stories.models import StoryPage
from tests.sharing.drafts import resource_by, story_by
from tests.sharing.editorial import sent
from tests.sharing.windows import NEW, Window

pytestmark = pytest.mark.django_db

MINE = "/share/mine/"


@pytest.fixture
def told() -> list[tuple[str, Any]]:
    """What the plugin that asks is told: the name, and the page."""
    return []


@pytest.fixture
def asking(topic: Any, told: list[tuple[str, Any]]) -> Any:
    """Have a plugin ask for something at level 2 about a topic, and call it "wanted.7"."""

    def occasion(name: str) -> dict[str, Any] | None:
        wanted = {"label": "Winter & <b>rain</b>", "text": "Two ask.", "topics": [topic.pk]}
        return {**wanted, "levels": [2]} if name == "wanted.7" else None

    with (
        hooks.register_temporarily("occasions", occasion),
        hooks.register_temporarily("shared_for", lambda name, page: told.append((name, page.pk))),
    ):
        yield


@pytest.fixture
def window(asking: Any, as_author: Client, stories: Any) -> Window:
    """The interview, as who followed the link of the plugin has it open."""
    return Window(as_author, f"{NEW}?for=wanted.7")


def test_the_interview_says_what_it_is_for_from_the_first_step_on(window):
    first = window.response.text

    window.type("<p>It rained.</p>").send("next")

    for page in (first, window.response.text):
        assert "Winter &amp; &lt;b&gt;rain&lt;/b&gt;" in page
        assert "Two ask." in page


def test_nothing_is_written_before_something_is_answered(window):
    assert not Draft.objects.exists()


@pytest.mark.parametrize("way", ["send", "autosave"])
def test_the_draft_keeps_it_with_the_topic(window, topic, way):
    getattr(window.type("<p>It rained.</p>"), way)()

    draft = Draft.objects.get()
    assert draft.occasion == "wanted.7"
    assert draft.content["topics"] == [topic.pk]


def test_a_browser_that_sends_what_it_kept_sends_it_along(window, as_author):
    kept_address = window.form["data-all"]
    data = {**window.type("<p>It rained.</p>").fields}

    as_author.post(kept_address, data, headers={"accept": "application/json"})

    assert Draft.objects.get().occasion == "wanted.7"


def test_levels_are_offered_as_far_as_the_type_may_feed(asking, as_author, resources):
    Window(as_author, "/share/new/resource/?for=wanted.7").send()

    draft = Draft.objects.get()
    assert draft.content["levels"] == [2, 4]
    assert ResourcePage.may_feed == (2, 3, 4)


def test_a_type_that_asks_for_no_levels_keeps_its_own(window):
    window.type("<p>It rained.</p>").send()

    assert "levels" not in Draft.objects.get().content


@pytest.mark.parametrize("name", ["wanted.8", "", "x" * 500, "wanted.7\0", "<script>"])
def test_a_name_that_no_plugin_knows_is_left_out(asking, as_author, stories, name):
    window = Window(as_author)
    window.address += f"?for={name}"

    page = window.type("<p>It rained.</p>").send()

    assert Draft.objects.get().occasion == ""
    assert "What you write is for" not in page.text


def test_a_draft_whose_occasion_is_gone_is_a_draft_like_others(asking, as_author, author, stories):
    draft = story_by(author)
    Draft.objects.update(occasion="wanted.8")

    page = as_author.get(f"/share/{draft.pk}/")

    assert page.status_code == 200
    assert "What you write is for" not in page.text
    assert sent(as_author, draft).page


def test_it_comes_along_where_somebody_signs_up_on_the_way(asking, author, stories):
    visitor = Client()
    Window(visitor, f"{NEW}?for=wanted.7").type("<p>It rained.</p>").send()

    visitor.post("/accounts/login/", {"login": author.email, "password": "correct-horse-battery"})

    draft = Draft.objects.get()
    assert (draft.owner, draft.occasion) == (author, "wanted.7")


def test_what_cannot_be_saved_now_is_shown_again_with_it(window, monkeypatch):
    monkeypatch.setattr(views, "BEGINNINGS", views.Limit("tests.beginnings", 0, 60))

    page = window.type("<p>It rained.</p>").send()

    assert page.status_code == 429
    assert "Winter &amp;" in page.text
    form = BeautifulSoup(page.text, "html.parser").select_one("#writing")
    assert form["action"].endswith("?for=wanted.7")


class TestSubmitting:
    def test_tells_who_asked(self, asking, told, as_author, author, stories):
        draft = story_by(author)
        Draft.objects.update(occasion="wanted.7")

        sent(as_author, draft)

        assert told == [("wanted.7", StoryPage.objects.get().pk)]

    def test_again_tells_nothing_new(self, asking, told, as_author, author, stories):
        draft = story_by(author)
        Draft.objects.update(occasion="wanted.7")
        sent(as_author, draft)
        as_author.post(f"/share/{draft.pk}/take-back/")

        sent(as_author, draft)

        assert len(told) == 1

    def test_of_what_is_for_nothing_tells_nobody(self, asking, told, as_author, author, stories):
        sent(as_author, story_by(author))

        assert not told

    def test_puts_a_resource_at_the_level_that_was_offered(
        self, asking, as_author, author, resources
    ):
        draft = resource_by(
            author, "guide", title="Rain", summary="How to stay dry.", levels=[2, 4]
        )
        draft.content["body"][1]["value"] = "<p>Take an umbrella.</p>"
        draft.occasion = "wanted.7"
        draft.save()

        page = sent(as_author, draft).page.specific

        assert [level.number for level in page.levels_in_order()] == [2, 4]


class TestMyWriting:
    def test_says_what_a_draft_is_for(self, window, as_author):
        window.type("<p>It rained.</p>").send()

        page = as_author.get(MINE)

        assert "What you write is for: Winter &amp; &lt;b&gt;rain&lt;/b&gt;" in page.text

    @pytest.mark.parametrize("has_written", [True, False])
    def test_shows_what_practitioners_are_asked_for(self, as_author, author, stories, has_written):
        if has_written:
            story_by(author)
        with hooks.register_temporarily("asked_of_practitioners", lambda request, topic: ["Rain?"]):
            page = as_author.get(MINE)

        assert "Rain?" in page.text


def test_the_name_comes_along_with_what_is_kept_of_a_member(asking, author, stories):
    story_by(author)
    Draft.objects.update(occasion="wanted.7")

    assert personal_data(author)["drafts"][0]["written_for"] == "wanted.7"
