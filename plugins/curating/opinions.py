"""Second opinions: whom an editor may ask, what becomes of it, and what of it is kept of whom.

Who is asked gets no right with it but one: the page, as it was submitted, opens to them at one
address, with its pictures, as long as their answer is waited for.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from plugins.curating.opinion_mails import tell_who_asked, tell_who_is_asked
from plugins.curating.review_access import PageInReview
from plugins.curating.review_models import Opinion
from plugins.levels.models import Topic, TopicTag
from plugins.levels.reader import ReaderRequest

#: The group of those who may be asked, as `set_up_roles` names it.
PRACTITIONERS = "Practitioners"
#: What the actions are called in the log.
ASKED, ANSWERED = "curating.opinion_asked", "curating.opinion_answered"
DECLINED, WITHDRAWN = "curating.opinion_declined", "curating.opinion_withdrawn"


class AlreadyAskedError(Exception):
    """Raised where somebody is asked for an opinion that they are asked for already."""


def peers_for(submission: PageInReview, user: Any) -> QuerySet:
    """Return the practitioners whom `user` may ask about a page, who knows its topics first.

    Those know them who name one in their profile (`names_topic`), or have published pages about one
    (`wrote`, a number). Neither who wrote the page nor who was asked about it in this round.
    """
    topics = submission.draft.topics_in_order() if submission.is_levelled else []
    keys = [topic.pk for topic in topics]
    model = get_user_model()
    asked = Opinion.objects.filter(task_state=submission.task_state, withdrawn_at=None)
    authors = {submission.page.owner_id, submission.review.requested_by_id, user.pk} - {None}
    people = model._default_manager.filter(groups__name=PRACTITIONERS, is_active=True)
    people = people.exclude(Q(email="") | Q(pk__in=authors) | Q(pk__in=asked.values("asked_of")))
    about = TopicTag.objects.filter(tag__in=keys, content_object__live=True)
    wrote = (
        about.filter(content_object__owner=OuterRef("pk"))
        .order_by()
        .values("content_object__owner")
    )
    return people.annotate(
        names_topic=Exists(profiles_naming(keys)),
        wrote=wrote.annotate(n=Count("content_object", distinct=True)).values("n"),
    ).order_by(F("names_topic").desc(), F("wrote").desc(nulls_last=True), "first_name", "email")


def profiles_naming(keys: list[int]) -> QuerySet:
    """Return what says that the member of an outer query has named one of these topics."""
    through: Any = get_user_model()._meta.get_field("topics").remote_field.through
    return through.objects.filter(user=OuterRef("pk"), topic__in=keys)


def name_of(user: Any) -> str:
    """Return what editors call a member: the name that they gave, or else their address."""
    return user.get_full_name() or user.email


@transaction.atomic
def ask(submission: PageInReview, peer: Any, user: Any, question: str) -> Opinion:
    """Ask `peer` what they think of a page, for `user`, and write to them.

    Raises AlreadyAskedError where somebody else was quicker.
    """
    try:
        # In a transaction of its own: on PostgreSQL an error ends the one that it comes in.
        with transaction.atomic():
            opinion = Opinion.objects.create(
                task_state=submission.task_state, asked_by=user, asked_of=peer, question=question
            )
    except IntegrityError as error:
        raise AlreadyAskedError from error
    note(opinion, ASKED, user, {"of": name_of(peer)})
    tell_who_is_asked(opinion, submission.task_state.revision.object_str)
    return opinion


def answer(opinion: Opinion, recommendation: str, text: str) -> bool:
    """Keep what was answered, and tell whether it was: not where it is asked for no longer."""
    given = {"recommendation": recommendation, "answer": text, "answered_at": timezone.now()}
    return settle(opinion, ANSWERED, given, opinion.asked_of)


def decline(opinion: Opinion, text: str) -> bool:
    """Keep that there will be no answer, and tell whether there was one to be waited for."""
    return settle(
        opinion, DECLINED, {"answer": text, "declined_at": timezone.now()}, opinion.asked_of
    )


def withdraw(opinion: Opinion, user: Any) -> bool:
    """Ask no longer, for `user`, and tell whether it was asked until now."""
    return settle(opinion, WITHDRAWN, {"withdrawn_at": timezone.now()}, user)


@transaction.atomic
def settle(opinion: Opinion, action: str, changes: dict[str, Any], user: Any) -> bool:
    """Change an opinion that is still asked for, once, write that down and tell who asked."""
    if not Opinion.objects.open().filter(pk=opinion.pk).update(**changes):
        return False
    opinion.refresh_from_db(fields=list(changes))
    note(opinion, action, user, {"recommendation": opinion.recommendation})
    if action != WITHDRAWN:
        tell_who_asked(opinion, opinion.task_state.revision.object_str)
    return True


def note(opinion: Opinion, action: str, user: Any, data: dict[str, Any]) -> None:
    """Write down in the history of the page what became of an opinion."""
    revision = opinion.task_state.revision
    log(
        revision.as_object(),
        action,
        user=user,
        revision=revision,
        data={"opinion": opinion.pk, **data},
    )


# The hooks.


def asked_of_practitioners(request: ReaderRequest, topic: Topic | None) -> list[SafeString]:
    """Show who makes `request` what editors ask them, should the e-mail be lost; not by topic."""
    user = request.reader.user
    if topic is not None or user is None:
        return []
    asked = Opinion.objects.open().filter(asked_of=user.pk)
    opinions = list(asked.select_related("task_state__revision").order_by("asked_at", "pk"))
    if not opinions:
        return []
    return [render_to_string("curating/opinions_asked.html", {"opinions": opinions})]


def choices() -> list[dict[str, Any]]:
    """Return the e-mails about opinions, which members may switch off."""
    return [
        {
            "name": "curating.opinions",
            "label": _("Second opinions"),
            "hint": _("When editors would like to know what you think of somebody's page."),
        }
    ]


def shown_privately(request: HttpRequest) -> Iterator[tuple[Any, Any]]:
    """Yield the pages that editors ask who makes `request` about, each with the editor."""
    if not request.user.is_authenticated:
        return
    asked = Opinion.objects.open().filter(asked_of=request.user.pk)
    for opinion in asked.select_related("task_state__revision", "asked_by"):
        page = opinion.task_state.revision.as_object()
        # Should the editor's account be gone, what the author has uploaded still shows.
        for member in filter(None, (opinion.asked_by, page.owner)):
            yield page, member


def personal_data(user: Any) -> dict[str, Any]:
    """Return what `user` was asked, and asked others."""
    return {
        "second_opinions": {
            "given": list(
                user.opinions_given.values(
                    "task_state__revision__object_str",
                    "question",
                    "asked_at",
                    "recommendation",
                    "answer",
                    "answered_at",
                    "declined_at",
                )
            ),
            "asked_for": list(
                user.opinions_asked.values(
                    "task_state__revision__object_str", "question", "asked_at"
                )
            ),
        }
    }


def before_account_deleted(user: Any, keep_stories: bool) -> None:
    """Take the name of `user` out of the log, where it says who was asked; the answers go too."""
    asked = Opinion.objects.filter(asked_of=user)
    pages = asked.values_list("task_state__revision__object_id", flat=True)
    keys = set(asked.values_list("pk", flat=True))
    entries = PageLogEntry.objects.filter(action=ASKED, page__in=list(map(int, pages)))
    for entry in entries:
        if entry.data.get("opinion") in keys:
            entry.data = {name: value for name, value in entry.data.items() if name != "of"}
            entry.save(update_fields=["data"])
    asked.delete()
