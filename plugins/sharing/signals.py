"""What happens when somebody signs in, and on the way of what they wrote through the review."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.contrib.auth.signals import user_logged_in
from wagtail.models import AbstractPage, WorkflowState
from wagtail.signals import page_unpublished, workflow_cancelled

from plugins.sharing import telling
from plugins.sharing.sessions import give_to_account
from plugins.sharing.submitting import forget_submission


def note_end_of_review(instance: WorkflowState, **kwargs: Any) -> None:
    """Give back to its author what is no longer reviewed, whoever has ended that."""
    page = instance.content_object
    if isinstance(page, AbstractPage):
        forget_submission(page.pk)


def note_taken_off(instance: AbstractPage, **kwargs: Any) -> None:
    """Give back to its author what readers have no longer."""
    forget_submission(instance.pk)


def connect() -> None:
    """Connect this plugin's handlers, once every app is loaded."""
    user_logged_in.connect(give_to_account, dispatch_uid="sharing.give_to_account")
    user_signed_up.connect(give_to_account, dispatch_uid="sharing.give_to_account")
    workflow_cancelled.connect(note_end_of_review, dispatch_uid="sharing.note_end_of_review")
    page_unpublished.connect(note_taken_off, dispatch_uid="sharing.note_taken_off")
    telling.connect()
