"""What editors do to topics, as their browsers send it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from plugins.levels.models import Topic


def rename(client: Client, topic: Topic, name: str, *, moves: bool = True) -> HttpResponse:
    """Give a topic another name, and the address to it or not."""
    data = {"name": name} | ({"moves": "on"} if moves else {})
    return client.post(reverse("topic_admin:rename", args=[topic.pk]), data)


def chosen(gone: list[Topic], into: Topic, **kwargs: Any) -> dict[str, Any]:
    """Return what the form of merging sends."""
    return {"gone": [topic.pk for topic in gone], "into": into.pk, **kwargs}


def merge(client: Client, gone: list[Topic], into: Topic, **kwargs: Any) -> HttpResponse:
    """Make one topic of several."""
    response = client.post(reverse("topic_admin:merge"), chosen(gone, into, **kwargs))
    assert response.status_code == 302, response.text
    return response


def preview(client: Client, gone: list[Topic], into: Topic) -> str:
    """Return the page that shows what merging would do."""
    return client.get(reverse("topic_admin:merge"), chosen(gone, into)).text
