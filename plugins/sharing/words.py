"""What editors say to an author: why they ask for changes, and comments beside single parts."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Comment, Revision, WorkflowState

from plugins.interviews import Content, interview_for
from plugins.sharing.content import BODY
from plugins.sharing.models import Draft
from plugins.sharing.people import name_for_author
from plugins.sharing.places import called, place_of, unit_at


@dataclass
class Word:
    """Something that somebody said, and what was answered."""

    who: str
    at: datetime
    text: str
    #: What it is about: a part of the text, or a field of the page; empty for the whole.
    about: str = ""
    #: Where its author writes that, empty where there is no draft to be written in.
    url: str = ""
    is_resolved: bool = False
    answers: list["Word"] = field(default_factory=list)


@dataclass
class EditorsWords:
    """All that was said of one page: what is still open first."""

    #: Why the editors ask for changes, as long as they do.
    reason: Word | None = None
    comments: list[Word] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.reason or self.comments)


def words_on(pages: Collection[Any], drafts: Iterable[Draft]) -> dict[int, EditorsWords]:
    """Return what was said of each of `pages`, by its key, to their authors.

    As many queries for one page as for a hundred; `pages` have their reviews fetched.
    """
    by_page = {draft.page_id: draft for draft in drafts if draft.page_id}
    comments = comments_on(pages)
    commented = [page for page in pages if comments.get(page.pk)]
    contents = contents_of([page for page in commented if page.pk not in by_page])
    reasons = reasons_on(pages)
    return {
        page.pk: EditorsWords(
            reasons.get(page.pk),
            [
                as_word(comment, page, by_page.get(page.pk), contents.get(page.pk, {}))
                for comment in comments.get(page.pk, [])
            ],
        )
        for page in pages
    }


def reasons_on(pages: Iterable[Any]) -> dict[int, Word]:
    """Return why changes are asked for, for those pages of which they are."""
    reviews = {page.pk: page.current_workflow_state for page in pages}
    states = {
        key: review.current_task_state
        for key, review in reviews.items()
        if review and review.status == WorkflowState.STATUS_NEEDS_CHANGES
    }
    people = get_user_model().objects.in_bulk({each.finished_by_id for each in states.values()})
    return {
        key: Word(name_for_author(people.get(each.finished_by_id)), each.finished_at, each.comment)
        for key, each in states.items()
    }


def comments_on(pages: Collection[Any]) -> dict[int, list[Comment]]:
    """Return the comments on each page that has any, the open ones first, oldest first."""
    comments = Comment.objects.filter(page__in=[page.pk for page in pages])
    found: dict[int, list[Comment]] = {}
    for comment in comments.select_related("user").prefetch_related("replies__user"):
        found.setdefault(comment.page_id, []).append(comment)
    for each in found.values():
        each.sort(key=lambda comment: (comment.resolved_at is not None, comment.created_at))
    return found


def contents_of(pages: Collection[Any]) -> dict[int, Content]:
    """Return what was last saved of pages that have no draft, as far as comments are about it."""
    keys = {page.latest_revision_id: page for page in pages if page.latest_revision_id}
    revisions = Revision.objects.in_bulk(keys) if keys else {}
    return {keys[key].pk: content_in(revision, keys[key]) for key, revision in revisions.items()}


def content_in(revision: Revision, page: Any) -> Content:
    """Return the body of a revision as an interview knows it."""
    interview = interview_for(page)
    blank = interview.blank() if interview else {}
    return {**blank, BODY: json.loads(revision.content.get(BODY) or "[]")}


def as_word(comment: Comment, page: Any, draft: Draft | None, content: Content) -> Word:
    """Return a comment with its answers, as the author of `page` is told of it."""
    unit = unit_at(comment.contentpath)
    interview = draft.interview if draft else interview_for(page)
    content = draft.content if draft else content
    return Word(
        who=name_for_author(comment.user, page.owner),
        at=comment.created_at,
        text=comment.text,
        about=called(unit, interview, content) if interview and content else "",
        url=place_of(draft, unit) if draft else "",
        is_resolved=comment.resolved_at is not None,
        answers=[
            Word(name_for_author(each.user, page.owner), each.created_at, each.text)
            for each in sorted(comment.replies.all(), key=lambda reply: reply.created_at)
        ],
    )
