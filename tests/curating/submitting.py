"""Pages in review, as authors and editors make them."""

from datetime import datetime
from typing import Any

from django.test import Client
from wagtail.models import TaskState, WorkflowState

from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in


def submit(
    parent: Any,
    author: Any,
    *,
    at: datetime | None = None,
    factory: Any = StoryPageFactory,
    **kwargs: Any,
) -> WorkflowState:
    """Have `author` submit what `factory` makes, long ago if need be; return its review."""
    page = factory(parent=parent, owner=author, live=False, **kwargs)
    page.save_revision(user=author)
    review = page.get_workflow().start(page, author)
    if at:
        began(review, at)
    return WorkflowState.objects.get(pk=review.pk)


def began(review: WorkflowState, at: datetime) -> None:
    """Say that the newest round of a review has begun at another time."""
    newest = TaskState.objects.filter(workflow_state=review).latest("pk")
    TaskState.objects.filter(pk=newest.pk).update(started_at=at)


def ask_for_changes(review: WorkflowState, editor: Any) -> None:
    review.current_task_state.specific.reject(editor, comment="Where was it?")
    review.refresh_from_db()


def approve(review: WorkflowState, editor: Any) -> None:
    review.current_task_state.specific.approve(editor)
    review.refresh_from_db()


def come_back(review: WorkflowState, editor: Any, author: Any) -> None:
    """Have changes asked for, and the page submitted again."""
    ask_for_changes(review, editor)
    review.resume(author)
    review.refresh_from_db()


def editor_called(name: str) -> tuple[Any, Client]:
    editor = MemberFactory(first_name=name, groups=["Editors"])
    return editor, signed_in(editor)
