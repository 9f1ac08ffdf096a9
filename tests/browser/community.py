"""A small community with a page of each kind, and the addresses that a visitor comes by."""

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from plugins.resources.models import (
    ResourceAttachment,
    ResourceIndexPage,
    ResourcePage,
    ResourceSource,
)
from plugins.stories.models import StoryIndexPage, StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.uploads.photos import PhotoFactory

PARAGRAPH = "<p>" + "The people in the queue told us what they had come for. " * 20 + "</p>"


def make_community() -> dict[str, str]:
    """Make pages with all that a page may have; return the address of each kind of page."""
    topic = TopicFactory(name="Open data", description="What others may use.")
    story = make_story(topic)
    StoryPageFactory.create_batch(
        13, parent=StoryIndexPage.objects.get(), topics=[topic], levels=(1, 4)
    )
    resource = make_resource(topic, story)
    return {
        "home": "/",
        "stories": "/stories/",
        "no resources at this level": "/resources/",
        "story": story.url,
        "resource of another level": resource.url,
        "choosing a level": "/levels/",
        "level": "/levels/1/",
        "practitioners' level": "/levels/4/",
        "empty level": "/levels/3/",
        "topics": "/topics/",
        "topic": topic_url(topic.slug),
        "search": "/search/?q=queue",
        "search for nothing": "/search/",
        "search in vain": "/search/?q=zebra",
        "plain page": "/about/",
        "not found": "/nowhere/",
        "sign in": "/accounts/login/",
        "sign up": "/accounts/signup/",
    }


def topic_url(slug: str) -> str:
    return f"/topics/{slug}/"


def make_story(topic) -> StoryPage:
    figure = {"measure": "Waiting", "before": "47", "after": "19", "unit": "minutes"}
    return StoryPageFactory(
        parent=StoryIndexPage.objects.get(),
        title="A queue at the counter",
        topics=[topic],
        levels=(1, 4),
        credits=[
            ("person", {"name": "Ida Holm", "organisation": "Nordvik Council"}),
            ("role", {"role": "a service manager", "organisation": "Nordvik Council"}),
            ("anonymous", {"organisation": "Glenarvie Council"}),
        ],
        body=[
            ("situation", PARAGRAPH),
            ("picture", {"image": PhotoFactory(), "alt_text": "A queue", "caption": "Monday"}),
            ("action", PARAGRAPH),
            ("quote", {"text": "I gave up.", "attribution": "A visitor"}),
            ("outcome", PARAGRAPH),
            ("figures", {"figures": [figure], "note": "Our own count."}),
            ("advice", PARAGRAPH),
        ],
    )


def make_resource(topic, story: StoryPage) -> ResourcePage:
    resource = ResourcePageFactory(
        parent=ResourceIndexPage.objects.get(),
        title="Why a shorter queue pays",
        kind=ResourcePage.Kind.BUSINESS_CASE,
        topics=[topic],
        levels=(2, 4),
        body=[
            block
            for name in ("What it brings", "What it costs", "What it takes")
            for block in (("heading", name), ("text", PARAGRAPH))
        ],
        questions=[("question", "Whom does it help?"), ("question", "What would you stop?")],
    )
    file = ContentFile(b"counter,minutes", name="queue.csv")
    document = get_document_model().objects.create(title="Our count", file=file)
    ResourceAttachment.objects.create(page=resource, document=document)
    ResourceSource.objects.create(page=resource, source=story)
    return resource
