"""What the content check finds, and where authors and editors see it."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from plugins.content_checks import Finding, Severity, checks_of
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryIndexPage, StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

PARTS = {
    "situation": "<p>The queue was long, every Monday.</p>",
    "action": "<p>We watched it for a week.</p>",
    "outcome": "<p>Eleven people wait now, and 40 did.</p>",
    "advice": "<p>Watch first.</p>",
}
PICTURE = {"image": 1, "alt_text": "A queue in the rain", "caption": "Monday at eight"}


def a_story(*more: tuple[str, Any], title: str = "The queue", **changes: Any) -> StoryPage:
    """A story with nothing to find in it, but for what differs; in no database."""
    summary = changes.pop("summary", "How we found out what people were waiting for.")
    texts = {**PARTS, **changes}
    blocks = [*((name, text) for name, text in texts.items() if text is not None), *more]
    return StoryPage(title=title, summary=summary, body=stored(StoryPage, blocks))


def a_resource(kind: str = ResourcePage.Kind.CHECKLIST, **changes: Any) -> ResourcePage:
    body = [("heading", "Before"), ("text", "<p>Count who waits.</p>")]
    values = {"title": "Queues", "summary": "What to look at.", **changes}
    return ResourcePage(kind=kind, body=stored(ResourcePage, body), **values)


def stored(model: type, blocks: list[tuple[str, Any]]) -> Any:
    raw = [
        {"id": f"key-{number}", "type": kind, "value": value}
        for number, (kind, value) in enumerate(blocks)
    ]
    return model._meta.get_field("body").to_python(json.dumps(raw))


def texts(page: Any) -> str:
    return " ".join(finding.text for finding in checks_of(page))


def only(page: Any) -> Finding:
    [finding] = checks_of(page)
    return finding


class TestEveryPage:
    def test_that_has_what_it_needs_is_left_in_peace(self):
        assert not checks_of(a_story())

    def test_is_looked_at_without_the_database_while_it_is_new(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            checks_of(a_story(("picture", PICTURE)))

    def test_of_a_type_that_takes_no_part_is_not_looked_at(self):
        assert not checks_of(StoryIndexPage(title="STORIES"))

    @pytest.mark.parametrize("title", ["", "  ", "Untitled"])
    def test_needs_a_title(self, title):
        finding = only(a_story(title=title))

        assert finding.severity == Severity.ERROR
        assert finding.place.unit == "title"

    @pytest.mark.parametrize(
        ("title", "is_found"),
        [
            ("THE LONG QUEUE", True),
            ("The long queue", False),
            ("GDPR", False),
            ("列に並ぶ人たち", False),
        ],
    )
    def test_is_better_without_a_shouted_title(self, title, is_found):
        assert ("capitals" in texts(a_story(title=title))) == is_found

    @pytest.mark.parametrize(
        ("summary", "words"),
        [
            (" ", "no summary yet"),
            ("the  Queue.", "repeats the title"),
            ("very " * 45 + "long", "is long"),
            ("x" * 301, "301 characters"),
        ],
    )
    def test_needs_a_short_summary_of_its_own(self, summary, words):
        finding = only(a_story(summary=summary))

        assert words in finding.text
        assert finding.place.unit == "summary"

    def test_is_no_longer_than_its_lowest_level_takes(self):
        finding = only(a_story(action=f"<p>{'word ' * 238 * 9}</p>"))

        assert "about 9 minutes" in finding.text
        assert "At level 1, readers take some 7" in finding.text

    def test_may_be_longer_where_readers_take_the_time(self, level):
        story = a_story(action=f"<p>{'word ' * 238 * 9}</p>")
        story.levels.set([level(4)])

        assert "minutes" not in texts(story)

    @pytest.mark.parametrize(
        ("picture", "words"),
        [
            ({"alt_text": ""}, "Nothing says what a picture shows"),
            ({"alt_text": "queue.JPG"}, "name of a file"),
            ({"alt_text": "IMG_2041"}, "name of a file"),
            ({"alt_text": "new_logo_final"}, "name of a file"),
            ({"alt_text": "monday at Eight."}, "same words"),
        ],
    )
    def test_says_what_its_pictures_show(self, picture, words):
        finding = only(a_story(("picture", {**PICTURE, **picture})))

        assert words in finding.text
        assert finding.place.unit == "key-4"

    @pytest.mark.parametrize("alt_text", ["Image 2 of the queue: 40 people", "A scan of 1920"])
    def test_takes_words_with_numbers_for_words(self, alt_text):
        assert "file" not in texts(a_story(("picture", {**PICTURE, "alt_text": alt_text})))

    @pytest.mark.parametrize("words", ["Click here", "here.", "https://example.org/a?b=1", "more…"])
    def test_says_where_its_links_lead(self, words):
        link = f'<p>Our count: <a href="https://example.org/">{words}</a></p>'

        finding = only(a_story(action=link))

        assert words in finding.text
        assert finding.place.label == "What we did"
        assert finding.place.anchor == "action"

    def test_may_have_links_in_words(self):
        link = '<p><a href="https://example.org/">Read <b>more</b> about our count</a></p>'

        assert not checks_of(a_story(action=link))

    def test_is_sorted_by_what_matters_most(self):
        story = a_story(title="", summary="", outcome="<p>Better.</p>", advice=None)

        severities = [finding.severity for finding in checks_of(story)]

        assert severities == [*[Severity.ERROR] * 2, Severity.WARNING, Severity.HINT]


class TestStory:
    @pytest.mark.parametrize("text", [None, "", "<p></p>", "<p> </p>"])
    def test_has_four_parts(self, text):
        finding = only(a_story(advice=text))

        assert "“What we would tell others” is still empty" in finding.text

    def test_says_most_of_all_what_came_of_it(self):
        assert "what came of it" in only(a_story(outcome="")).text

    def test_is_asked_for_a_figure_and_does_not_need_one(self):
        finding = only(a_story(outcome="<p>It is much better.</p>"))

        assert "number" in finding.text
        assert finding.severity == Severity.HINT

    def test_has_a_figure_where_there_is_a_table_of_them(self):
        figure = {"measure": "Waiting", "before": "47", "after": "19", "unit": ""}
        figures = ("figures", {"figures": [{"type": "item", "value": figure}], "note": ""})

        assert not checks_of(a_story(figures, outcome="<p>It is much better.</p>"))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"action": "<h4>How</h4><p>So.</p>"}, "1 sub-heading below another"),
            ({"action": "<h3>How</h3><p>So.</p>" * 3}, "3 sub-headings in “What we did”"),
            ({"action": f"<ul>{'<li>One more</li>' * 13}</ul>"}, "13 list items"),
            ({"action": "<p>Our framework, a roadmap and the framework.</p>"}, "“roadmap”"),
            ({"action": "<p>Step 1: ask. Step 2: count.</p>"}, "“step 1”, “step 2”"),
            ({"action": "<p>You must ask, you should count, you must go.</p>"}, "3 times"),
        ],
    )
    def test_that_drifts_into_plans_is_told_so(self, changes, words):
        finding = only(a_story(**changes))

        assert words in finding.text
        assert finding.severity == Severity.WARNING
        assert finding.place.label == "What we did"

    @pytest.mark.parametrize(
        "changes",
        [
            {"action": "<h3>On Monday</h3><p>So.</p><h3>On Friday</h3><p>So.</p>"},
            {"action": f"<ul>{'<li>One more</li>' * 5}</ul>"},
            {"action": "<p>It came out of a framework contract.</p>"},
            {"advice": "<p>You must ask, you should count, you must go.</p>"},
        ],
    )
    def test_that_stays_a_story_is_left_in_peace(self, changes):
        assert not checks_of(a_story(**changes))

    @pytest.mark.parametrize(("count", "is_found"), [(8, False), (9, True)])
    def test_in_one_text_may_have_as_many_headings_as_in_four_parts(self, count, is_found):
        story = a_story(("text", "<h3>On Monday</h3><p>So.</p>" * count))

        assert ("sub-headings" in texts(story)) == is_found

    def test_for_those_who_do_it_may_have_a_plan(self, level):
        story = a_story(action="<h4>Step 1</h4><p>You must plan.</p><h4>Step 2</h4>")
        story.levels.set([level(4)])

        assert not checks_of(story)

    def test_in_another_language_is_not_compared_with_english_words(self):
        story = a_story(action="<p>Framework, Framework, Framework.</p>")

        with override("de"):
            found = checks_of(story)

        assert not found


class TestResource:
    def test_without_the_stories_behind_it_is_asked_for_them(self):
        finding = only(a_resource())

        assert "Which stories" in finding.text
        assert finding.severity == Severity.HINT
        assert finding.place.unit == "sources"

    def test_that_is_a_guide_needs_levels(self):
        finding = checks_of(a_resource(ResourcePage.Kind.GUIDE))[0]

        assert "at no level" in finding.text
        assert finding.severity == Severity.ERROR

    def test_needs_a_kind(self):
        assert "what it is" in texts(a_resource(""))

    def test_may_have_lists_and_steps(self):
        resource = a_resource(summary="Step 1 and step 2 of the framework.")
        resource.body = stored(ResourcePage, [("text", f"<ul>{'<li>You must</li>' * 40}</ul>")])

        assert "list" not in texts(resource)


@pytest.fixture
def roles(db: None) -> None:
    call_command("set_up_roles", verbosity=0)


@pytest.fixture
def author(roles: None) -> Any:
    return MemberFactory(groups=["Practitioners"])


@pytest.fixture
def draft(stories: StoryIndexPage, author: Any) -> StoryPage:
    """A draft of the author's with a link that says nothing."""
    link = '<p><a href="https://example.org/">Click here</a></p>'
    story = StoryPageFactory(
        parent=stories, owner=author, live=False, body=[*PARTS.items(), ("text", link)]
    )
    story.save_revision()
    return story


def preview(client: Client, story: StoryPage) -> str:
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[story.pk])).text


class TestUserBar:
    @pytest.mark.parametrize("group", ["Practitioners", "Editors"])
    def test_tells_who_may_edit_the_page_what_to_look_at(self, draft, author, group):
        person = author if group == "Practitioners" else MemberFactory(groups=[group])

        page = preview(signed_in(person), draft)

        assert "(1 thing to look at)" in page
        assert "A link says only “Click here”" in page
        assert 'href="#advice"' in page

    def test_says_so_where_nothing_stands_out(self, stories, author):
        story = StoryPageFactory(parent=stories, owner=author, live=False, body=list(PARTS.items()))
        story.save_revision()

        page = preview(signed_in(author), story)

        assert "(0 things to look at)" in page
        assert "Nothing stands out" in page

    def test_shows_nobody_else_a_finding(self, stories, author, draft):
        draft.live = True
        draft.save()

        page = preview(signed_in(MemberFactory(groups=["Practitioners"])), draft)

        assert "Content check" not in page

    def test_escapes_what_authors_write(self, stories, author):
        story = StoryPageFactory(
            parent=stories,
            owner=author,
            live=False,
            body=[("picture", {"alt_text": "<script>alert(1)</script>.png"})],
        )
        story.save_revision()

        page = preview(signed_in(author), story)

        assert "looks like the name of a file" in page
        assert "<script>alert" not in page

    def test_is_not_on_the_published_page(self, draft, author):
        draft.get_latest_revision().publish()
        client = signed_in(author)

        page = client.get(draft.get_url())

        assert page.status_code == 200
        assert "content-check" not in page.text


class TestEditor:
    def test_shows_in_its_panel_of_checks_what_to_look_at(self, draft, author):
        page = signed_in(author).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text

        key = draft.body[4].id
        assert "A link says only “Click here”" in page
        assert f'href="#block-{key}-section"' in page
        assert "identical-links-same-purpose" in page

    def test_leaves_other_pages_alone(self, home, roles):
        editor = signed_in(MemberFactory(groups=["Editors"]))

        page = editor.get(reverse("wagtailadmin_pages:edit", args=[home.pk]))

        assert page.status_code == 200
        assert "data-content-check-panel" not in page.text


def test_queries_of_a_saved_page_do_not_grow_with_its_text(
    stories, resources, django_assert_max_num_queries
):
    resource = ResourcePageFactory(parent=resources)
    blocks = [("resource", resource), ("text", "<p>More.</p>")] * 20
    StoryPageFactory(parent=stories, levels=(1, 4), body=[*PARTS.items(), *blocks])
    page = StoryPage.objects.get()

    with django_assert_max_num_queries(4):
        checks_of(page)
