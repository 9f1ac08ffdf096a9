"""Drafts, as their authors left them."""

from typing import Any

from plugins.interviews import interview_named
from plugins.sharing.models import Draft


def story_by(owner: Any, text: str = "The queue went round the corner.", **content: Any) -> Draft:
    """A draft of a story, which says something of what was going on."""
    blank = interview_named("story").blank()
    blank["body"][0]["value"] = f"<p>{text}</p>"
    given = {"title": "Forty people in the rain", "summary": "What we did about a queue."}
    return Draft.objects.create(
        interview_name="story", owner=owner, content=blank | given | content
    )


def resource_by(owner: Any, kind: str, **content: Any) -> Draft:
    """A draft of a resource in which only the kind is chosen."""
    interview = interview_named("resource")
    blank = interview.blank() | {"kind": kind}
    interview.begin(blank)
    return Draft.objects.create(interview_name="resource", owner=owner, content=blank | content)
