"""Pictures on pages: in widths that fit, drawn when a page is published and never for a reader."""

import re
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model

from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
TEXT = ("situation", "<p>The queue was long.</p>")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20" viewBox="0 0 30 20"/>'


def content(width=1600, height=900, kind="JPEG", mode="RGB", **options):
    """Return the file of a picture; its name tells its format."""
    file = BytesIO()
    Image.new(mode, (width, height)).save(file, kind, **options)
    return ContentFile(file.getvalue(), name=f"counter.{kind.lower()}")


def stored(*args, **kwargs):
    """Return an image with such a file."""
    return get_image_model().objects.create(title="Counter", file=content(*args, **kwargs))


def picture(image, alt_text="A counter"):
    return ("picture", {"image": image, "alt_text": alt_text, "caption": ""})


def images_on(response):
    """Return the attributes of each picture on a page, a dictionary for each."""
    tags = re.findall(r'<figure class="picture">\s*<img ([^>]*)>', response.text)
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in tags]


def widths_in(srcset):
    return [part.rsplit(" ", 1)[1] for part in srcset.split(", ")]


def drawn(image):
    return image.renditions.count()


@pytest.fixture
def publish(stories, searchable):
    """Publish a story with this body, as the editor does it."""

    def publish(*body, **fields):
        story = StoryPageFactory(parent=stories, body=list(body), live=False, **fields)
        with searchable():
            story.save_revision().publish()
        return story

    return publish


class TestWidths:
    def test_are_offered_in_webp_with_the_room_that_they_have(self, client, publish):
        story = publish(TEXT, picture(stored()))

        [shown] = images_on(client.get(story.url))

        assert widths_in(shown["srcset"]) == ["480w", "800w", "1200w"]
        assert shown["srcset"].count(".webp ") == 3
        assert shown["sizes"]
        assert (shown["width"], shown["height"]) == ("1200", "675")

    @pytest.mark.parametrize(
        ("width", "offered"), [(600, ["480w", "600w"]), (800, ["480w", "800w"]), (300, None)]
    )
    def test_are_none_wider_than_the_picture(self, client, publish, width, offered):
        story = publish(TEXT, picture(stored(width, 200)))

        [shown] = images_on(client.get(story.url))

        assert (widths_in(shown["srcset"]) if "srcset" in shown else None) == offered
        assert (shown["width"], shown["height"]) == (str(width), "200")

    def test_are_written_alike_in_every_language(self, client, publish, settings):
        settings.USE_THOUSAND_SEPARATOR = True
        story = publish(TEXT, picture(stored()))

        [shown] = images_on(client.get(story.url))

        assert shown["width"] == "1200"


class TestLoading:
    def test_waits_until_a_reader_comes_near(self, client, publish):
        story = publish(TEXT, picture(stored()))

        [shown] = images_on(client.get(story.url))

        assert (shown["loading"], shown["decoding"]) == ("lazy", "async")
        assert "fetchpriority" not in shown

    def test_does_not_wait_for_what_the_text_begins_with(self, client, publish):
        image = stored()
        story = publish(picture(image), TEXT, picture(image))

        first, second = images_on(client.get(story.url))

        assert first["fetchpriority"] == "high"
        assert "loading" not in first
        assert second["loading"] == "lazy"


class TestReader:
    @pytest.fixture
    def writes(self, client):
        """What a reader's visit writes to the database."""

        def visit(url):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            return [query["sql"] for query in queries if WRITES.match(query["sql"])]

        return visit

    def test_never_draws_what_was_published(self, publish, writes):
        image = stored()
        story = publish(TEXT, picture(image))
        before = drawn(image)

        assert writes(story.url) == []
        assert drawn(image) == before == 4

    def test_sees_the_upload_where_nothing_has_been_drawn(self, client, stories, writes):
        image = stored()
        story = StoryPageFactory(parent=stories, body=[TEXT, picture(image)])

        assert writes(story.url) == []
        assert drawn(image) == 0
        [shown] = images_on(client.get(story.url))
        assert shown["src"] == image.file.url
        assert (shown["width"], shown["height"]) == ("1600", "900")

    def test_sees_the_next_best_where_some_is_missing(self, client, publish):
        image = stored()
        story = publish(TEXT, picture(image))
        image.renditions.exclude(filter_spec__startswith="width-480").delete()

        [shown] = images_on(client.get(story.url))

        assert (shown["width"], shown["height"]) == ("480", "270")

    def test_costs_no_more_with_ten_pictures_than_with_one(self, client, publish):
        one = publish(TEXT, picture(stored()))
        ten = publish(TEXT, *[picture(stored(1600, 900 + n)) for n in range(10)])
        client.get(one.url)

        with CaptureQueriesContext(connection) as for_one:
            client.get(one.url)
        with CaptureQueriesContext(connection) as for_ten:
            client.get(ten.url)

        assert len(for_ten) == len(for_one)


class TestPublishing:
    def test_draws_nothing_before_it_is_certain(self, stories):
        image = stored()
        story = StoryPageFactory(parent=stories, body=[picture(image)], live=False)

        story.save_revision().publish()

        assert drawn(image) == 0

    def test_draws_nothing_for_a_draft(self, stories, searchable):
        image = stored()
        with searchable():
            story = StoryPageFactory(parent=stories, body=[picture(image)], live=False)
            story.save_revision()

        assert drawn(image) == 0

    def test_draws_when_its_hour_has_come(self, publish, searchable, monkeypatch):
        image, soon = stored(), timezone.now() + timedelta(hours=1)
        publish(picture(image), go_live_at=soon)
        assert drawn(image) == 0
        monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(minutes=1))

        with searchable():
            call_command("publish_scheduled")

        assert drawn(image) == 4

    def test_draws_what_comes_in_with_an_import(self, stories, tmp_path, searchable):
        (tmp_path / "counter.jpg").write_bytes(content().read())
        text = "---\ntitle: Queues\nkind: story\n---\nWords.\n\n![A counter](counter.jpg)\n"
        (tmp_path / "story.md").write_text(text)
        with searchable():
            call_command("import_content", tmp_path, stdout=StringIO())

        assert drawn(get_image_model().objects.get()) == 4

    def test_draws_again_only_what_is_missing(self, publish):
        image = stored()
        publish(picture(image))
        before = set(image.renditions.values_list("pk", flat=True))

        publish(picture(image))

        assert set(image.renditions.values_list("pk", flat=True)) == before

    @pytest.mark.parametrize(
        ("kind", "mode"),
        [("GIF", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "RGBA"), ("PNG", "P"),
         ("JPEG", "L"), ("JPEG", "CMYK"), ("WEBP", "RGBA"), ("AVIF", "RGB")],
    )  # fmt: skip
    def test_draws_pictures_of_all_kinds(self, publish, kind, mode):
        image = stored(kind=kind, mode=mode)

        publish(picture(image))

        assert drawn(image) == 4

    def test_reads_large_photos_and_upright_ones(self, client, publish):
        story = publish(TEXT, picture(stored(3000, 4000)))

        [shown] = images_on(client.get(story.url))

        assert (shown["width"], shown["height"]) == ("1200", "1600")


class TestPictureThatIsNotDrawn:
    def test_is_shown_as_uploaded_where_it_moves(self, client, publish):
        frames = [Image.new("RGB", (900, 20), colour) for colour in ("red", "blue")]
        image = stored(900, 20, "GIF", save_all=True, append_images=frames)
        story = publish(TEXT, picture(image))

        [shown] = images_on(client.get(story.url))

        assert shown["src"] == image.file.url
        assert drawn(image) == 0

    def test_is_shown_as_uploaded_where_it_has_more_greys_than_others(self, client, publish):
        image = stored(kind="PNG", mode="I;16")
        story = publish(TEXT, picture(image))

        [shown] = images_on(client.get(story.url))

        assert shown["src"] == image.file.url

    def test_is_shown_as_uploaded_where_it_is_a_drawing(self, client, publish):
        image = get_image_model().objects.create(
            title="Plan", file=ContentFile(SVG, name="plan.svg")
        )
        story = publish(TEXT, picture(image))

        response = client.get(story.url)

        [shown] = images_on(response)
        assert shown["src"] == image.file.url
        assert 'property="og:image" content="http://127.0.0.1:8000/static/' in response.text

    @pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"GIF89a")])
    def test_breaks_neither_publishing_nor_the_page(self, client, publish, spoil, caplog):
        image, whole = stored(), stored(1600, 901)
        spoil(Path(image.file.path))

        story = publish(TEXT, picture(image, alt_text="It is gone"), picture(whole))

        assert f"Picture {image.pk} is shown as it was uploaded" in caplog.text
        response = client.get(story.url)
        assert "It is gone" in response.text
        assert widths_in(images_on(response)[1]["srcset"]) == ["480w", "800w", "1200w"]


class TestChangedPicture:
    def test_is_drawn_anew_where_a_live_page_shows_it(self, client, publish, searchable):
        image = stored()
        story = publish(TEXT, picture(image))
        image.file = content(1000, 1000)
        with searchable():
            image.save()

        [shown] = images_on(client.get(story.url))

        assert (shown["width"], shown["height"]) == ("1000", "1000")
        assert drawn(image) == 4

    def test_is_drawn_anew_from_the_form_of_the_editor(self, client, publish, searchable):
        image = stored()
        story = publish(TEXT, picture(image))
        admin = signed_in(MemberFactory(is_superuser=True))
        form = {"title": "Counter", "file": content(1000, 1000), "collection": 1}
        with searchable():
            admin.post(reverse("wagtailimages:edit", args=[image.pk]), form)

        [shown] = images_on(client.get(story.url))

        assert (shown["width"], shown["height"]) == ("1000", "1000")

    def test_is_left_alone_where_no_live_page_shows_it(self, publish, searchable):
        image = stored()
        story = publish(picture(image))
        story.refresh_from_db()
        story.unpublish()
        with searchable():
            image.renditions.all().delete()

        assert drawn(image) == 0

    def test_can_be_deleted(self, client, publish, searchable):
        image = stored()
        story = publish(TEXT, picture(image))
        with searchable():
            image.delete()

        assert images_on(client.get(story.url)) == []


class TestMakeRenditions:
    def test_draws_what_live_pages_show(self, client, stories, capsys):
        image = stored()
        story = StoryPageFactory(parent=stories, body=[picture(image)])
        unused = stored(1600, 901)

        call_command("make_renditions")

        assert "1 looked at, 4 sizes drawn" in capsys.readouterr().out
        assert drawn(unused) == 0
        assert "srcset" in images_on(client.get(story.url))[0]

    def test_can_be_run_again(self, publish, capsys):
        publish(picture(stored()))

        call_command("make_renditions")

        assert "1 looked at, 0 sizes drawn" in capsys.readouterr().out

    def test_names_what_it_could_not_draw(self, stories, capsys):
        image, whole = stored(), stored(1600, 901)
        StoryPageFactory(parent=stories, body=[picture(image), picture(whole)])
        Path(image.file.path).unlink()

        call_command("make_renditions", verbosity=0)

        assert f"wagtailimages.Image {image.pk}:" in capsys.readouterr().err
        assert drawn(whole) == 4


def test_the_editor_finds_its_own_sizes_beside_those_of_pages(publish, searchable):
    image = stored()
    story = publish(picture(image))
    thumbnail = image.get_rendition("max-165x165")

    fetched = type(story).objects.get(pk=story.pk).body[0].value["image"]

    assert fetched.get_rendition("max-165x165") == thumbnail
    assert drawn(image) == 5
