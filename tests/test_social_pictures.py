"""The icons of the site, and what stands for its pages where they are shared."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image, ImageChops

from cop_site.artwork.__main__ import pictures
from cop_site.artwork.shapes import LEVELS, PAPER
from cop_site.models import InformationPage
from tests.factories import ResourcePageFactory, StoryPageFactory

ROOT = Path(settings.BASE_DIR)
META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')
HEAVY = 60_000  # bytes


def said(client: Any, url: str) -> dict[str, str]:
    return dict(META.findall(client.get(url).text))


def shown(url: str) -> Image.Image:
    """Return the picture at the address of a static file."""
    path = finders.find(url.split("/static/")[1])
    assert path, f"{url} is no static file"
    return Image.open(BytesIO(Path(path).read_bytes()))


@pytest.mark.django_db
class TestPagesWithoutAPicture:
    @pytest.mark.parametrize(("levels", "lowest"), [((1, 4), 1), ((4,), 4)])
    def test_are_pictured_by_their_lowest_level(self, client, stories, level, levels, lowest):
        story = StoryPageFactory(parent=stories, levels=levels)

        meta = said(client, story.url)

        assert meta["og:image"].endswith(f"/levels/level-{lowest}.png")
        assert meta["twitter:image"] == meta["og:image"]
        assert meta["twitter:card"] == "summary_large_image"
        assert level(lowest).name in meta["og:image:alt"]

    def test_are_pictured_by_the_level_whatever_their_type(self, client, resources):
        resource = ResourcePageFactory(parent=resources, levels=(3, 4))

        assert said(client, resource.url)["og:image"].endswith("/levels/level-3.png")

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_of_a_level_are_pictured_by_it(self, client, number):
        meta = said(client, f"/levels/{number}/")

        assert meta["og:image"].endswith(f"/levels/level-{number}.png")

    def test_for_everybody_are_pictured_by_all_levels(self, client, home, topic):
        about = InformationPage.objects.first()

        for url in ("/", "/stories/", about.url, "/topics/", f"/topics/{topic.slug}/"):
            assert said(client, url)["og:image"].endswith("/levels/all-levels.png")

    def test_name_a_picture_that_is_there_at_its_size(self, client, stories):
        for url in (StoryPageFactory(parent=stories).url, "/"):
            meta = said(client, url)

            picture = shown(meta["og:image"])
            assert meta["og:image"].startswith("http")
            assert meta["og:image:width"] == str(picture.width) == "1200"
            assert meta["og:image:height"] == str(picture.height) == "630"


class TestDrawings:
    @pytest.mark.parametrize(("path", "drawn"), pictures().items())
    def test_are_committed_as_they_are_drawn(self, path, drawn):
        committed = (ROOT / path).read_bytes()

        images = (Image.open(BytesIO(content)).convert("RGB") for content in (committed, drawn))
        difference = ImageChops.difference(*images)

        # Another Pillow may round an edge otherwise.
        assert max(most for _least, most in difference.getextrema()) < 16, "Run make artwork"

    @pytest.mark.parametrize("path", pictures())
    def test_are_light(self, path):
        assert (ROOT / path).stat().st_size < HEAVY

    def test_are_in_the_colours_of_the_site(self):
        stylesheet = (ROOT / "cop_site/static/cop_site/site.css").read_text(encoding="utf-8")

        light = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", stylesheet))
        assert light["paper"] == PAPER
        assert {number: light[f"level-{number}"] for number in LEVELS} == LEVELS


@pytest.mark.django_db
class TestIcons:
    def test_are_named_on_every_page(self, client, home):
        text = client.get("/").text

        links = re.findall(r'<link rel="((?:apple-touch-)?icon)" href="([^"]+)"', text)
        assert [rel for rel, _url in links] == ["icon", "icon", "apple-touch-icon"]
        assert all(finders.find(url.split("/static/")[1]) for _rel, url in links)
        assert shown(links[2][1]).size == (180, 180)

    def test_are_found_where_browsers_look_for_one(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            response = client.get("/favicon.ico")

        assert response.status_code == 302
        assert "public" in response["Cache-Control"]
        assert shown(response["Location"]).info["sizes"] == {(16, 16), (32, 32), (48, 48)}

    def test_differ_in_the_light_and_in_the_dark(self):
        drawing = (ROOT / "cop_site/static/cop_site/icon.svg").read_text(encoding="utf-8")

        assert "prefers-color-scheme:dark" in drawing
