"""Pages and people for tests, each with no more than what makes it valid."""

from typing import Any

import factory
import wagtail_factories
from django.contrib.auth import get_user_model

from plugins.levels.models import Level, Topic
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage


class UserFactory(factory.django.DjangoModelFactory):
    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")

    password = factory.django.Password("correct-horse-battery")

    class Meta:
        model = get_user_model()


class TopicFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Topic {n}")

    class Meta:
        model = Topic


class LevelledPageFactory(wagtail_factories.PageFactory):
    """A page at `levels` (numbers) and about `topics` (Topic objects)."""

    title = factory.Sequence(lambda n: f"Page {n}")
    summary = "What it is about."
    levels = (1,)
    topics = ()

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class: type, parent: Any, kwargs: dict[str, Any]) -> Any:
        levels, topics = kwargs.pop("levels"), kwargs.pop("topics")
        page = model_class(**kwargs)
        page.levels.set(Level.objects.numbered(*levels))
        page.topics.set(topics)
        return parent.add_child(instance=page)


class StoryPageFactory(LevelledPageFactory):
    body = [("situation", "<p>The queue was long.</p>")]

    class Meta:
        model = StoryPage


class ResourcePageFactory(LevelledPageFactory):
    kind = ResourcePage.Kind.PATTERN
    body = [("text", "<p>Keep the queue short.</p>")]
    levels = (3,)

    class Meta:
        model = ResourcePage
