"""How editors take submissions, give them back, and take over what a colleague has taken."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_approved, workflow_cancelled

from plugins.curating.models import Claim


@transaction.atomic
def take(review: WorkflowState, user: Any, *, instead_of: int | None = None) -> Claim:
    """Have `user` take what is in `review`; return the claim that there is then.

    It is another's where somebody has been quicker. Then it is taken over only if they are who
    `user` has been asked about: `instead_of`, their key.
    """
    claim, is_new = Claim.objects.get_or_create(review=review, defaults={"user": user})
    if is_new:
        log(review.content_object.specific, "curating.claim", user=user)
    elif instead_of is not None and claim.user_id == instead_of != user.pk:
        return take_over(claim, user)
    return claim


def take_over(claim: Claim, user: Any) -> Claim:
    """Have `user` take what another has, unless that is so no longer; return what there is then."""
    same = Claim.objects.filter(pk=claim.pk, user=claim.user_id)
    if same.update(user=user, since=timezone.now()):
        page = claim.review.content_object.specific
        log(page, "curating.take_over", user=user, data={"from": str(claim)})
    claim.refresh_from_db()
    return claim


@transaction.atomic
def release(review: WorkflowState, user: Any) -> bool:
    """Give back what `user` has taken; tell whether they had."""
    had, _models = Claim.objects.filter(review=review, user=user).delete()
    if had:
        log(review.content_object.specific, "curating.release", user=user)
    return bool(had)


def end_with_approval(instance: TaskState, **kwargs: Any) -> None:
    """End the claim on what is approved; where changes are asked for, it stays."""
    Claim.objects.filter(review=instance.workflow_state_id).delete()


def end_with_review(instance: WorkflowState, **kwargs: Any) -> None:
    """End the claim on what is reviewed no longer, whoever has ended that."""
    Claim.objects.filter(review=instance.pk).delete()


def connect() -> None:
    """Have claims end with the review, wherever it is decided."""
    task_approved.connect(end_with_approval, dispatch_uid="curating.end_with_approval")
    workflow_cancelled.connect(end_with_review, dispatch_uid="curating.end_with_review")
