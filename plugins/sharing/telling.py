"""When authors are told something: at each step of the review, and when somebody comments.

What an author does to a page of their own is no news to them.
"""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from wagtail.models import (
    AbstractPage,
    Comment,
    CommentReply,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    WorkflowState,
)
from wagtail.signals import (
    page_published,
    page_unpublished,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)

from plugins.interviews import interview_for
from plugins.levels.visibility import all_pages
from plugins.limits import store
from plugins.sharing import mails
from plugins.sharing.models import Draft
from plugins.sharing.people import name_for_author

HOUR = 60 * 60  # seconds


def is_shared(page: Any) -> bool:
    """Tell whether `page` is of a kind that practitioners share."""
    return isinstance(page, AbstractPage) and interview_for(page) is not None


def page_in(review: WorkflowState) -> Any:
    """Return the page that a review is about, as it is now; None for what is no page."""
    page = review.content_object
    is_page = isinstance(page, AbstractPage)
    return all_pages().filter(pk=page.pk).select_related("owner").first() if is_page else None


def is_by_another(page: Any, user: Any) -> bool:
    """Tell whether `user` does something to a page that somebody else has shared."""
    return is_shared(page) and page.owner_id is not None and page.owner_id != getattr(user, "pk", 0)


def note_submitted(instance: TaskState, user: Any, **kwargs: Any) -> None:
    """Tell authors that what they have submitted, for the first time or again, has arrived."""
    page = page_in(instance.workflow_state)
    if user and is_shared(page) and page.owner_id == user.pk:
        mails.tell(page, "submitted", mails.REVIEW)


def note_rejected(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """Tell an author what the editors ask for."""
    page = page_in(instance)
    if is_by_another(page, user):
        asked = TaskState.objects.get(pk=instance.current_task_state_id)
        context = {"reason": asked.comment, "who": name_for_author(user)}
        mails.tell(page, "changes", mails.REVIEW, **context)


def note_approved(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """Tell an author that readers have it now, or will on a day that is set."""
    page = page_in(instance)
    if is_by_another(page, user) and not is_told(page, page.live_revision):
        mails.tell(page, "published", mails.REVIEW, on=None if page.live else page.go_live_at)


def note_published(instance: Any, revision: Revision, **kwargs: Any) -> None:
    """Tell an author that readers have their page now, who had none of it before."""
    if is_shared(instance) and is_told(instance, revision):
        mails.tell(instance, "published", mails.REVIEW)


def is_told(page: Any, revision: Revision | None) -> bool:
    """Tell whether publishing `revision` is told to its author as such, whoever approved of it.

    The first time is, unless they have published it themselves. After that, only those of their
    own updates are that the editors have reviewed.
    """
    is_first = page.live and page.first_published_at == page.last_published_at
    if not is_first or revision is None or page.owner is None:
        return False
    may_themselves = page.permissions_for_user(page.owner).can_publish()
    return revision.user_id != page.owner_id or not may_themselves


def note_cancelled(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """Tell an author that somebody has taken their page out of the review."""
    page = page_in(instance)
    if user is None or not is_by_another(page, user):
        return
    if not page.live or page.has_unpublished_changes:
        mails.tell(page, "withdrawn", mails.REVIEW, who=name_for_author(user))
    elif not is_told(page, page.live_revision):
        # An editor has published it without the review, which ends it.
        mails.tell(page, "published", mails.REVIEW)


def note_unpublished(instance: Any, **kwargs: Any) -> None:
    """Tell an author that somebody has taken their page off the site."""
    taken_off = logged(instance, "wagtail.unpublish")
    is_there = all_pages().filter(pk=instance.pk).exists()
    if is_there and taken_off and taken_off.user and is_by_another(instance, taken_off.user):
        mails.tell(instance, "taken_off", mails.REVIEW, who=name_for_author(taken_off.user))


def note_deleted(instance: Any, **kwargs: Any) -> None:
    """Tell an author that somebody has deleted their page, and whether they still have the text."""
    interview = interview_for(instance) if isinstance(instance, AbstractPage) else None
    # Its row among pages of all types is deleted as well, with a signal of its own.
    if interview is None or not isinstance(instance, interview.model):
        return
    deleted = logged(instance, "wagtail.delete")
    if deleted and deleted.user and is_by_another(instance, deleted.user):
        has_text = Draft.objects.filter(page=instance.pk).exists()
        who = name_for_author(deleted.user)
        mails.tell(instance, "deleted", mails.REVIEW, who=who, has_text=has_text)


def logged(page: Any, action: str) -> PageLogEntry | None:
    """Return the last time that somebody did something to `page`; its signal does not say who."""
    return PageLogEntry.objects.filter(page=page.pk, action=action).order_by("-timestamp").first()


def note_comment(instance: Comment, created: bool, **kwargs: Any) -> None:
    """Tell an author what an editor wrote beside their text."""
    if created:
        tell_of_comment(instance.page, instance.user, instance.text)


def note_reply(instance: CommentReply, created: bool, **kwargs: Any) -> None:
    """Tell an author what an editor answered, unless Wagtail does as they have written there."""
    comment = instance.comment
    owner = comment.page.owner_id
    if created and owner != comment.user_id and not comment.replies.filter(user=owner).exists():
        tell_of_comment(comment.page, instance.user, instance.text)


def tell_of_comment(page: Any, user: Any, text: str) -> None:
    """Tell an author of the first thing that an editor writes within an hour.

    The editor saves each comment as it is written; the others are found beside it. To who asked to
    be told of comments in Wagtail's editor, Wagtail writes itself.
    """
    if not is_by_another(page, user):
        return
    subscribed = PageSubscription.objects.filter(page=page.pk, comment_notifications=True)
    if subscribed.filter(user=page.owner).exists():
        return
    if store().add(f"sharing.commented.{page.pk}.{user.pk}", True, timeout=HOUR):
        mails.tell(page, "commented", mails.COMMENTS, text=text, who=name_for_author(user))


def connect() -> None:
    """Have authors told, whatever brings it about."""
    receivers = (
        (task_submitted, note_submitted),
        (workflow_rejected, note_rejected),
        (workflow_approved, note_approved),
        (workflow_cancelled, note_cancelled),
        (page_published, note_published),
        (page_unpublished, note_unpublished),
        (pre_delete, note_deleted),
    )
    for signal, receiver in receivers:
        signal.connect(receiver, dispatch_uid=f"sharing.{receiver.__name__}")
    post_save.connect(note_comment, sender=Comment, dispatch_uid="sharing.note_comment")
    post_save.connect(note_reply, sender=CommentReply, dispatch_uid="sharing.note_reply")
