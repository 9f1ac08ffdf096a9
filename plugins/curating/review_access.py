"""What an editor may review: a page in one round of its review, as it was submitted last."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.safestring import SafeString
from wagtail.models import AbstractPage, Revision, Task, TaskState, WorkflowState

from plugins.curating.review_models import ReviewNotes
from plugins.desk import curates
from plugins.levels.models import LevelledMixin, LevelTag, Topic, TopicTag, all_levels

APPROVE, REJECT = "approve", "reject"


@dataclass
class PageInReview:
    """A page in one round of its review, in which somebody approves of it or asks for changes."""

    task_state: TaskState
    #: The task, of its own type.
    task: Task
    #: The page as it is stored, of its own type: what readers see, where it is live.
    page: Any

    @property
    def review(self) -> WorkflowState:
        """The whole review, of as many rounds as it takes."""
        return self.task_state.workflow_state

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.task_state.status == TaskState.STATUS_IN_PROGRESS

    @property
    def revision(self) -> Revision:
        """What is published on approval: the last that was saved, by whomever."""
        return self.page.latest_revision or self.task_state.revision

    @property
    def is_changed(self) -> bool:
        """Whether somebody has changed the page since it was submitted."""
        return self.revision.pk != self.task_state.revision_id

    @cached_property
    def draft(self) -> Any:
        """The page as it would be published, to be looked at."""
        content = self.revision.content
        kept = {tags: content[tags] for tags in ("level_tags", "topic_tags") if tags in content}
        draft = self.page.with_content_json({**content, **{key: [] for key in kept}})
        # Wagtail would ask for each tag, and whether it is still there, in queries of its own.
        if "level_tags" in kept:
            keys = {tag["tag"] for tag in kept["level_tags"]}
            levels = [level for level in all_levels() if level.pk in keys]
            draft.level_tags.set([LevelTag(tag=level) for level in levels])
        if "topic_tags" in kept:
            topics = Topic.objects.filter(pk__in=[tag["tag"] for tag in kept["topic_tags"]])
            draft.topic_tags.set([TopicTag(tag=topic) for topic in topics])
        return draft

    @property
    def title(self) -> str:
        """What it is called as it would be published."""
        return self.draft.title

    @property
    def is_levelled(self) -> bool:
        """Whether it is for readers of some levels."""
        return isinstance(self.page, LevelledMixin)

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the levels that it would be at."""
        return [level.number for level in self.draft.levels_in_order()] if self.is_levelled else []

    @property
    def notes(self) -> ReviewNotes | None:
        """What editors have noted of it so far."""
        return getattr(self.review, "notes", None)

    @cached_property
    def earlier_rounds(self) -> list[TaskState]:
        """The rounds before, in which changes were asked for, the last one first."""
        rounds = self.review.task_states.filter(status=TaskState.STATUS_REJECTED)
        earlier = rounds.filter(pk__lt=self.task_state.pk).select_related("finished_by")
        return list(earlier.order_by("-pk"))

    def lock_for(self, user: Any) -> SafeString | str:
        """Return what keeps `user` from deciding, as Wagtail words it, "" for nothing."""
        lock = self.page.get_lock()
        return lock.get_message(user) if lock and lock.for_user(user) else ""


def page_in_review_for(user: Any, pk: int) -> PageInReview:
    """Return what the task state with this key is about, for `user` to review.

    Raises Http404 where there is none, or it is about no page; PermissionDenied for who has no part
    in the task, whatever else they may do.
    """
    beside = ("task", "revision__user", "finished_by")
    of_review = ("workflow", "requested_by", "notes__saved_by", "claim__user")
    states = TaskState.objects.select_related(
        *beside, *(f"workflow_state__{name}" for name in of_review)
    )
    task_state = states.filter(pk=pk).first()
    page = page_in(task_state.workflow_state) if task_state else None
    if task_state is None or page is None:
        # Whether there is one is nobody's affair who is no editor.
        raise Http404 if curates(user) else PermissionDenied
    if task_state.status == TaskState.STATUS_IN_PROGRESS:
        # As Wagtail has it in lists: it need not ask again which review the page is in.
        task_state.workflow_state.current_task_state = task_state
        page._current_workflow_states = [task_state.workflow_state]
    submission = PageInReview(task_state, task_state.task.specific, page)
    if not may_decide(submission, user):
        raise PermissionDenied
    return submission


def page_in(review: WorkflowState) -> Any:
    """Return the page that a review is about, of its own type; None for what is no page."""
    model = review.content_type.model_class()
    if not (model and issubclass(model, AbstractPage)):
        return None
    beside = ("latest_revision__user", "owner", "locked_by")
    return model._default_manager.filter(pk=review.object_id).select_related(*beside).first()


def may_decide(submission: PageInReview, user: Any) -> bool:
    """Tell whether the task gives `user` a say, as Wagtail asks it."""
    names = {name for name, *_more in submission.task.get_actions(submission.page, user)}
    return {APPROVE, REJECT} <= names
