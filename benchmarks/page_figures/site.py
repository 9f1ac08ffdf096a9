"""A site with as many items on each list as wanted, made in a process of its own.

`python -m benchmarks.page_figures.site make|publish FOLDER ITEMS`. All that the site writes goes
into FOLDER, which must not be that of a site.
"""

import json
import os
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

SETTINGS = "benchmarks.page_figures.settings"
#: Width and height of a picture as phones take them, and how many a page has that is measured.
PHOTO = (4000, 3000)
PHOTOS = 4
TOPICS = 6


def make(items: int) -> dict[str, str]:
    """Make the site; return the addresses that are measured, by name."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    writer = Writer(items)
    writer.write()
    call_command("update_index", backend_name="readers", verbosity=0)
    return writer.addresses()


def publish(_items: int) -> dict[str, Any]:
    """Publish a page with large pictures; return its address and what that took, in ms."""
    writer = Writer(1)
    page = writer.story("With large pictures", [photo() for _number in range(PHOTOS)])
    started = perf_counter()
    page.save_revision().publish()
    return {"url": page.url, "took": 1000 * (perf_counter() - started)}


class Writer:
    """Writes stories and resources as practitioners do, in an invented language."""

    def __init__(self, items: int) -> None:
        from benchmarks.vocabulary import Vocabulary
        from plugins.levels.models import Topic

        self._items = items
        random = Random(items)  # noqa: S311 - no secrets are made here
        self._vocabulary = Vocabulary(random)
        names = self._vocabulary.words[100 : 100 + TOPICS]
        made = [Topic.objects.get_or_create(name=name, slug=name)[0] for name in names]
        self._topics = cycle(made)

    def write(self) -> None:
        """Write as many stories and resources as wanted, the last story with a picture."""
        for number in range(self._items):
            pictures = [photo()] if number == self._items - 1 else []
            self.story(f"Story {number}", pictures).save_revision().publish()
            self._resource(f"Resource {number}").save_revision().publish()

    def addresses(self) -> dict[str, str]:
        """Return the addresses of the pages that are measured, by what they are called here."""
        from plugins.levels.models import Topic
        from plugins.stories.models import StoryPage

        stories = StoryPage.objects.live().order_by("pk")
        plain, pictured = stories[0], stories[self._items - 1]
        topic = Topic.objects.filter(topic_tags__content_object=pictured)[0]
        return {
            "home": "/",
            "list": "/stories/",
            "level": "/levels/1/",
            "topic": f"/topics/{topic.slug}/",
            "article": plain.url,
            "article with a picture": pictured.url,
            "search": "/search/?q=story",
        }

    def story(self, title: str, pictures: list[Any]) -> Any:
        """Return a draft of a story with these pictures between its parts."""
        from plugins.stories.blocks import PARTS
        from plugins.stories.models import StoryIndexPage, StoryPage

        body: list[tuple[str, Any]] = [(part, self._paragraphs()) for part in PARTS]
        for image in pictures:
            value = {"image": image, "alt_text": "A landscape", "caption": ""}
            body.append(("picture", value))
        page = StoryPage(title=title, summary=self._sentence(), body=body, live=False)
        return self._below(StoryIndexPage, page, (1, 4))

    def _resource(self, title: str) -> Any:
        from plugins.resources.models import ResourceIndexPage, ResourcePage

        kind = ResourcePage.Kind.CHECKLIST
        body = [("text", self._paragraphs())]
        page = ResourcePage(title=title, summary=self._sentence(), kind=kind, body=body, live=False)
        return self._below(ResourceIndexPage, page, (3, 4))

    def _below(self, index: Any, page: Any, levels: tuple[int, ...]) -> Any:
        from plugins.levels.models import Level

        page.levels.set(Level.objects.numbered(*levels))
        page.topics.set(islice(self._topics, 2))
        return index.objects.get().add_child(instance=page)

    def _sentence(self) -> str:
        from benchmarks.vocabulary import sentences

        return sentences(self._vocabulary.text(16))

    def _paragraphs(self) -> str:
        return "".join(f"<p>{self._sentence()} {self._sentence()}</p>" for _number in range(3))


def photo() -> Any:
    """Return a picture of many megapixels, as rough as a photo, that was just uploaded."""
    from django.core.files.base import ContentFile
    from PIL import Image
    from wagtail.images import get_image_model

    width, height = PHOTO
    # Noise of a quarter of the size: a photo is rough, but not from pixel to pixel.
    noise = Image.effect_noise((width // 4, height // 4), 60).resize(PHOTO)
    sky = Image.linear_gradient("L").resize(PHOTO)
    file = BytesIO()
    Image.merge("RGB", (noise, sky, Image.blend(noise, sky, 0.5))).save(file, "JPEG", quality=85)
    content = ContentFile(file.getvalue(), name="landscape.jpg")
    return get_image_model().objects.create(title="A landscape", file=content)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of processes that work on the site in a folder."""
    return {
        **os.environ,
        "VAR_DIR": str(folder.absolute()),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }


def main(task: str, items: str) -> Iterator[str]:
    """Do a task in the site of the environment, and yield what it returns as JSON."""
    import django

    django.setup()
    tasks = {"make": make, "publish": publish}
    yield json.dumps(tasks[task](int(items)))


if __name__ == "__main__":
    sys.stdout.writelines(main(*sys.argv[1:]))
