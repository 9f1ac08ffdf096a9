"""`manage.py import_content`: what comes in, what does not, and what a second run does."""

import hashlib
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as PILImage
from wagtail.images import get_image_model
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from plugins.levels.models import Topic
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage
from tests.factories import TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "texts").mkdir()
    return tmp_path / "texts"


def write(folder: Path, path: str, text: str = "Words.", **fields: str) -> Path:
    """Write a Markdown file with front matter; without other fields, a story that is complete."""
    fields = {"title": "A title", "kind": "story", **fields}
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    front_matter = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    file.write_text(f"---\n{front_matter}---\n{text}\n", encoding="utf-8")
    return file


def write_manifest(folder: Path, *rows: str, columns: str = "path,kind,levels,topics") -> Path:
    manifest = folder / "manifest.csv"
    manifest.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return manifest


def import_content(folder: Path, **options: object) -> str:
    """Run the command and return its report."""
    report = StringIO()
    call_command("import_content", folder, stdout=report, **options)
    return report.getvalue()


def levels_of(page: Page) -> list[int]:
    return [level.number for level in page.levels_in_order()]


class TestWhatComesIn:
    def test_makes_a_story_of_a_file(self, folder, stories):
        write(
            folder,
            "posts/queue.md",
            "## What was going on\n\nThe queue was *long*.\n\n## Thanks\n\nTo all.",
            title="The queue",
            date="2019-03-04",
            authors="[ana-lopez, Ben Okri]",
            tags="[Service design]",
            excerpt="We made it <b>shorter</b>.",
            licence="CC0 1.0",
        )

        import_content(folder)

        story = StoryPage.objects.child_of(stories).get()
        assert (story.title, story.slug, story.live) == ("The queue", "the-queue", True)
        assert (story.summary, story.credit_line) == (
            "We made it shorter.",
            "Ana Lopez and Ben Okri",
        )
        assert (story.source_path, story.source_licence) == ("posts/queue.md", "CC0 1.0")
        assert [block.block_type for block in story.body] == ["situation"]
        assert [topic.name for topic in story.topics.all()] == ["Service design"]
        assert levels_of(story) == [1, 4]

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, ""),
            ({"author": "ana-lopez"}, "Ana Lopez"),
            (
                {"author": "Ana Lopez", "organisation": "Nordvik Council"},
                "Ana Lopez, Nordvik Council",
            ),
            ({"author": "a duty editor"}, "A duty editor"),
            ({"author": "Anonymous"}, "Anonymous"),
            ({"organisation": "Nordvik Council"}, "Nordvik Council"),
            ({"authors": "[{name: Ana Lopez}, anonymous, '', {}]"}, "Ana Lopez and 1 other person"),
            (
                {
                    "credits": "[{name: Ana Lopez, role: planner}, {role: a clerk}, {name: Bo Ek, "
                    "organisation: Glenarvie}, {anonymous: true}]",
                    "organisation": "Nordvik",
                },
                "Ana Lopez, planner, and a clerk, Nordvik; Bo Ek, Glenarvie; and Nordvik",
            ),
        ],
    )
    def test_gives_the_credit_that_a_file_names(self, folder, fields, expected):
        write(folder, "a.md", **fields)

        import_content(folder)
        report = import_content(folder)

        assert StoryPage.objects.get().credit_line == expected
        assert "Unchanged: 1" in report

    def test_credits_as_many_as_a_page_may_name(self, folder):
        write(folder, "a.md", authors=", ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

        import_content(folder)

        story = StoryPage.objects.get()
        assert len(story.credits) == 20
        assert story.credit_line.endswith("R, S and others")

    def test_keeps_the_date_of_a_file(self, folder):
        write(folder, "a.md", date="2019-03-04")
        write(folder, "2018-05-06-b.md", title="B")

        import_content(folder)

        a, b = StoryPage.objects.newest_first()
        assert a.first_published_at == a.last_published_at == datetime(2019, 3, 4, 12, tzinfo=UTC)
        assert b.first_published_at == datetime(2018, 5, 6, 12, tzinfo=UTC)

    def test_takes_the_summary_from_the_first_paragraph(self, folder):
        write(folder, "a.md", f"# A heading\n\n{'word ' * 100}\n\nMore.")

        import_content(folder)

        summary = StoryPage.objects.get().summary
        assert summary.startswith("word word")
        assert summary.endswith("word …")
        assert len(summary) <= 300

    @pytest.mark.parametrize(
        ("kind", "given", "expected_kind", "expected_levels"),
        [
            ("resource", "[2, 4]", "guide", [2, 4]),
            ("business-case", "", "business-case", [2, 4]),
            ("Known_Issue", "", None, None),
            ("Cultural Issue", "", "cultural-issue", [3, 4]),
            ("checklist", "2|3", "checklist", [2, 3]),
        ],
    )
    def test_makes_a_resource_of_its_kind(
        self, folder, kind, given, expected_kind, expected_levels
    ):
        write(folder, "a.md")
        write(folder, "b.md", kind=kind, levels=given)

        report = import_content(folder)

        resource = ResourcePage.objects.first()
        if expected_kind is None:
            assert resource is None
            assert "b.md: There is no kind “Known_Issue”" in report
        else:
            assert (resource.kind, levels_of(resource)) == (expected_kind, expected_levels)

    def test_makes_an_image_of_a_picture_beside_the_file(self, folder):
        (folder / "pictures").mkdir()
        PILImage.new("RGB", (8, 8)).save(folder / "pictures" / "our team.png")
        write(folder, "posts/a.md", "Us:\n\n![](../pictures/our%20team.png)\n\n![](gone.png)")

        report = import_content(folder)

        _text, picture = StoryPage.objects.get().body
        assert picture.value["image"].title == "our team"
        assert picture.value["alt_text"] == "our team"
        assert "Missing pictures: 1" in report
        assert ReferenceIndex.get_references_to(picture.value["image"]).count() == 1

    def test_keeps_a_title_as_it_reads(self, folder):
        write(folder, "a.md", title='"1. Plan & *do*"')

        import_content(folder)

        assert StoryPage.objects.get().title == "1. Plan & do"

    def test_uses_a_topic_that_is_there_whatever_its_spelling(self, folder):
        topic = TopicFactory(name="Open data")
        write(folder, "a.md", topics="[open-data, New topic]")

        report = import_content(folder)

        assert topic in StoryPage.objects.get().topics.all()
        assert set(Topic.objects.values_list("name", flat=True)) == {"Open data", "New topic"}
        assert "Topics created: 1" in report

    def test_leaves_the_history_that_publishing_leaves(self, folder):
        write(folder, "a.md")

        import_content(folder)

        story = StoryPage.objects.get()
        revision = Revision.objects.for_instance(story).get()
        assert story.live_revision == story.latest_revision == revision
        assert not story.has_unpublished_changes
        assert levels_of(revision.as_object()) == [1, 4]
        actions = PageLogEntry.objects.filter(page=story.pk).values_list("action", flat=True)
        assert set(actions) == {"wagtail.create", "wagtail.publish"}

    def test_lets_each_be_found_at_its_levels(self, folder, at_level, searchable):
        write(folder, "a.md", title="Zebra")

        with searchable():
            import_content(folder)

        link = f'href="{StoryPage.objects.get().url}"'
        pages = {number: at_level(number).get("/search/", {"q": "zebra"}) for number in range(1, 5)}
        assert [number for number, page in pages.items() if link in page.text] == [1, 4]


class TestManifest:
    def test_says_kind_levels_and_topics(self, folder):
        write(folder, "a.md", kind="story", levels="[1]", tags="[Other]")
        manifest = write_manifest(folder, "a.md,pattern,2|3,Open data|Design")

        import_content(folder, manifest=manifest)

        resource = ResourcePage.objects.get()
        assert (resource.kind, levels_of(resource)) == ("pattern", [2, 3])
        assert {topic.name for topic in resource.topics.all()} == {"Open data", "Design"}

    def test_leaves_the_rest_to_the_front_matter_and_other_files_out(self, folder):
        write(folder, "a.md", tags="[Design]")
        write(folder, "b.md", title="B")
        manifest = write_manifest(folder, "a.md,,,")

        report = import_content(folder, manifest=manifest)

        assert [topic.name for topic in StoryPage.objects.get().topics.all()] == ["Design"]
        assert "left out: 1\n  b.md" in report

    def test_names_rows_that_are_wrong(self, folder):
        write(folder, "a.md")
        manifest = write_manifest(
            folder, "a.md,story,,", "a.md,story,,", ",story,,", "gone.md,story,,", "../x.md,story,,"
        )

        report = import_content(folder, manifest=manifest)

        assert "Created: 1" in report
        assert "manifest.csv:3: a.md is named a second time: the first row counts." in report
        assert "manifest.csv:4: The row names no file." in report
        assert "gone.md: There is no such file in the folder." in report
        assert "../x.md: It lies outside of the folder." in report

    def test_does_without_columns_that_are_missing_and_says_so(self, folder):
        write(folder, "a.md", tags="[Design]")
        manifest = write_manifest(folder, "a.md", columns="path")

        report = import_content(folder, manifest=manifest)

        assert "Created: 1" in report
        assert "It has no column “topics”" in report

    @pytest.mark.parametrize("content", [b"file,kind\na.md,story\n", b"", b"\xff\xfe\x00", b'"\0'])
    def test_is_refused_where_it_says_nothing(self, folder, content):
        manifest = folder / "manifest.csv"
        manifest.write_bytes(content)

        with pytest.raises(CommandError, match="manifest"):
            import_content(folder, manifest=manifest)

    def test_that_is_missing_is_refused(self, folder):
        with pytest.raises(CommandError, match="give the path of a CSV file"):
            import_content(folder, manifest=folder / "gone.csv")


class TestWhatDoesNotComeIn:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"---\ntitle: A\n---\n\xff\xfe", "It is not UTF-8"),
            (b"---\ntitle: [\n---\nWords", "Its front matter is no valid YAML"),
            (b"", "It is empty."),
            (b"  \n", "It is empty."),
            (b"---\ntitle: A\nkind: story\n---\n", "It has no text."),
            (b"---\nkind: story\n---\nWords", "It has no title"),
            (b"Just words", "It has no title"),
            (b"---\ntitle: A\nkind: story\nlevels: 5\n---\nWords", "There is no level “5”"),
            (
                b"---\ntitle: A\nkind: story\nlevels: 2\n---\nWords",
                "levels 1, 4, not at level 2",
            ),
            (b"---\ntitle: A\nkind: poem\n---\nWords", "There is no kind “poem”"),
            (b"---\ntitle: A\ndate: soon\n---\nWords", "“soon” is not a date"),
            (b"---\ntitle: " + b"a" * 256 + b"\n---\nWords", "more than 255 characters"),
        ],
    )
    def test_is_named_with_its_reason_and_stops_nothing(self, folder, content, reason):
        (folder / "bad.md").write_bytes(content)
        write(folder, "good.md")

        report = import_content(folder)

        assert "Created: 1" in report
        assert "Failed: 1\n  bad.md: " in report
        assert reason in report

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"kind": "", "levels": "[1]"}, "Nothing says which kind it is."),
            ({"kind": "resource"}, "Nothing says which levels it is for."),
            ({"date": "2999-01-01"}, "Its date is in the future."),
        ],
    )
    def test_comes_in_as_a_draft_where_something_has_to_be_decided(self, folder, fields, reason):
        write(folder, "a.md", **fields)

        report = import_content(folder)

        page = Page.objects.get(title="A title")
        assert not page.live
        assert page.has_unpublished_changes
        assert page.get_latest_revision_as_object().title == "A title"
        assert f"Came in as drafts: 1\n  a.md: {reason}" in report

    def test_does_not_follow_links_out_of_the_folder(self, folder):
        outside = write(folder.parent, "secret.md", title="Secret")
        picture = folder.parent / "secret.png"
        PILImage.new("RGB", (8, 8)).save(picture)
        (folder / "link.md").symlink_to(outside)
        (folder / "link.png").symlink_to(picture)
        write(folder, "a.md", "Words\n\n![x](link.png)\n\n![x](../secret.png)")

        report = import_content(folder)

        assert [page.title for page in StoryPage.objects.all()] == ["A title"]
        assert get_image_model().objects.count() == 0
        assert "Missing pictures: 2" in report

    def test_takes_no_picture_that_could_not_be_uploaded(self, folder, settings):
        settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100
        PILImage.new("RGB", (20, 20)).save(folder / "large.png")
        (folder / "fake.png").write_text("no picture")
        write(folder, "a.md", "Words\n\n![x](large.png)\n\n![x](fake.png)")

        report = import_content(folder)

        assert "Missing pictures: 2" in report

    def test_fails_where_nothing_at_all_came_in(self, folder):
        (folder / "bad.md").write_text("no title")

        with pytest.raises(CommandError, match="Nothing came in"):
            import_content(folder)

    def test_refuses_a_folder_that_is_not_there(self, folder):
        with pytest.raises(CommandError, match="There is no folder"):
            import_content(folder / "gone")


class TestSecondRun:
    def test_leaves_what_has_not_changed(self, folder):
        write(folder, "a.md")
        import_content(folder)

        report = import_content(folder)

        assert "Created: 0\nUpdated: 0\nUnchanged: 1" in report
        assert Revision.objects.count() == 1

    def test_updates_what_has_changed_in_its_place(self, folder):
        write(folder, "a.md", title="Before", tags="[Old]")
        import_content(folder)
        story = StoryPage.objects.get()

        write(folder, "a.md", title="After", tags="[New]", levels="[4]")
        report = import_content(folder)

        updated = StoryPage.objects.get()
        assert "Updated: 1" in report
        assert (updated.pk, updated.slug, updated.title) == (story.pk, story.slug, "After")
        assert [topic.name for topic in updated.topics.all()] == ["New"]
        assert levels_of(updated) == [4]
        assert updated.live_revision == updated.latest_revision
        assert Revision.objects.for_instance(updated).count() == 2

    def test_brings_a_picture_that_was_missing(self, folder):
        write(folder, "a.md", "Words\n\n![x](a.png)")
        import_content(folder)

        PILImage.new("RGB", (8, 8)).save(folder / "a.png")
        report = import_content(folder)

        assert "Updated: 1" in report
        assert [block.block_type for block in StoryPage.objects.get().body] == ["text", "picture"]

    def test_publishes_a_draft_once_its_file_says_enough(self, folder):
        write(folder, "a.md", kind="checklist", levels="")
        write(folder, "b.md", kind="resource", title="B")
        import_content(folder)

        write(folder, "b.md", kind="resource", title="B", levels="[2]")
        import_content(folder)

        assert ResourcePage.objects.get(title="B").live

    def test_loses_no_edit(self, folder):
        write(folder, "a.md", "Words.")
        import_content(folder)
        story = StoryPage.objects.get()
        story.title = "An editor's title"
        story.save_revision(user=UserFactory()).publish()

        write(folder, "a.md", "Other words.")
        report = import_content(folder)

        assert StoryPage.objects.get().title == "An editor's title"
        assert "Edited here since, left alone: 1\n  a.md" in report

    def test_does_not_publish_again_what_was_taken_offline(self, folder):
        write(folder, "a.md", "Words.")
        import_content(folder)
        StoryPage.objects.get().unpublish()

        write(folder, "a.md", "Other words.")
        import_content(folder)

        assert not StoryPage.objects.get().live

    def test_takes_nothing_offline(self, folder):
        write(folder, "a.md", kind="pattern")
        import_content(folder)

        write(folder, "a.md", kind="resource")
        with pytest.raises(CommandError):
            import_content(folder)

        assert ResourcePage.objects.get().live

    def test_asks_where_a_file_became_another_type(self, folder):
        write(folder, "a.md")
        import_content(folder)

        write(folder, "a.md", kind="pattern")
        with pytest.raises(CommandError):
            import_content(folder)

        assert ResourcePage.objects.count() == 0


class TestDryRun:
    def test_writes_nothing_and_reports_the_same(self, folder, settings):
        PILImage.new("RGB", (8, 8)).save(folder / "a.png")
        write(folder, "a.md", "| a |\n|---|\n| b |\n\n![x](a.png)", tags="[New]")
        (folder / "bad.md").write_text("no title")

        dry = import_content(folder, dry_run=True)
        left = (Page.objects.filter(title="A title"), Topic.objects.all(), Revision.objects.all())
        assert not any(things.exists() for things in left)
        assert get_image_model().objects.count() == 0
        wet = import_content(folder)

        assert dry.splitlines()[1:] == wet.splitlines()

    def test_changes_no_file_of_the_folder(self, folder):
        file = write(folder, "a.md")
        before = hashlib.sha256(file.read_bytes()).hexdigest()

        import_content(folder)

        assert hashlib.sha256(file.read_bytes()).hexdigest() == before
