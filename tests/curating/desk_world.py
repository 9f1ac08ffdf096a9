"""One of everything that the desk deals with, twice: in the stories, and in another section."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from plugins.calls.models import Answer, Call, Wish
from plugins.curating.models import Claim, Opinion, ReviewQuestion
from plugins.feedback.models import FitCount, FitDecision, ProblemReport
from plugins.freshness.models import Check, Link, LinkOnPage, Review, ReviewInterval
from plugins.levels.models import Level
from plugins.picks.models import Pick
from plugins.resources.models import ResourceIndexPage
from plugins.retagging.models import RetaggedPage, Retagging
from plugins.searches.models import SearchCount, SearchedWords
from plugins.stories.models import StoryIndexPage
from tests.curating.submitting import submit
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in

ROLES = ["visitor", "member", "author", "peer", "editor", "section", "administrator"]
CURATING = {"editor", "section", "administrator"}

#: In the title of each page in the stories, and in that of each page elsewhere.
HERE, ELSEWHERE = "Among the stories", "In another section"

#: Readers who say that a page is at the wrong level for them: enough to tell editors of it.
VERDICTS = 6


class World:
    """The community in which one person, `who`, tries all that there is."""

    def __init__(self, who: str) -> None:
        self.things: dict[str, Any] = {}
        self.level = {level.number: level for level in Level.objects.all()}
        self.make_people()
        self.go_on_as(who)
        # What only an editor can have taken: in the world of others an editor has.
        self.taken_by = self.people[who if who in CURATING else "editor"]
        self.topic, self.other_topic = TopicFactory(name="Queues"), TopicFactory(name="Lines")
        stories, resources = StoryIndexPage.objects.get(), ResourceIndexPage.objects.get()
        self.fill("", stories, StoryPageFactory, number=1, verdict=FitCount.Verdict.TOO_DEEP)
        self.fill(
            " elsewhere",
            resources,
            ResourcePageFactory,
            number=3,
            verdict=FitCount.Verdict.TOO_EARLY,
        )
        self.fill_what_has_no_place()

    def go_on_as(self, who: str) -> None:
        """Have somebody else try things from now on."""
        me = self.people.get(who)
        self.client = signed_in(me) if me else Client()

    def make_people(self) -> None:
        call_command("set_up_roles", verbosity=0)
        make_editors_of_stories()
        self.people = {
            "member": MemberFactory(),
            "author": MemberFactory(groups=["Practitioners"]),
            "peer": MemberFactory(groups=["Practitioners"]),
            "editor": MemberFactory(groups=["Editors"]),
            "section": MemberFactory(groups=["Editors of stories"]),
            "administrator": MemberFactory(is_superuser=True),
        }
        self.nobody = MemberFactory(groups=["Practitioners"])
        self.another = MemberFactory(groups=["Practitioners"])

    def fill(self, where: str, parent: Any, factory: Any, *, number: int, verdict: str) -> None:
        """Make a published page at a level in a section, all that is said of it, and two drafts."""
        author, editor = self.people["author"], self.people["editor"]
        title = ELSEWHERE if where else HERE
        page = factory(
            parent=parent, title=title, owner=author, levels=[number], topics=[self.topic]
        )
        level = self.level[number]
        day = timezone.localdate()
        Review.objects.filter(page=page.pk).update(due_on=day - timedelta(days=1))
        link = Link.to(f"http://127.0.0.1/{number}")
        link.state, link.failing_since = Link.State.BROKEN, timezone.now()
        link.save()
        LinkOnPage.objects.create(page=page, link=link)
        FitCount.objects.create(page=page, level=level, verdict=verdict, day=day, count=VERDICTS)
        waiting, taken = (
            submit(parent, author, factory=factory, title=f"{title}, {each}", levels=[number])
            for each in ("waiting", "taken")
        )
        Claim.objects.create(review=taken, user=self.taken_by)
        state = waiting.current_task_state
        self.things |= {
            f"page{where}": page,
            f"review{where}": waiting,
            f"taken{where}": taken,
            f"state{where}": state,
            f"draft{where}": waiting.content_object,
            f"opinion{where}": Opinion.objects.create(
                task_state=state, asked_by=editor, asked_of=self.people["peer"]
            ),
            f"link{where}": link,
            f"decision{where}": FitDecision.objects.create(
                page=page, level=level, kind=FitDecision.Kind.KEPT, by=editor
            ),
            f"report{where}": ProblemReport.objects.create(
                page=page, reason=ProblemReport.Reason.choices[0][0]
            ),
            f"pick{where}": Pick.objects.create(words="queue", level=level, page=page),
        }

    def fill_what_has_no_place(self) -> None:
        """Make what belongs to the whole community, and what one person has begun."""
        page, elsewhere = self.things["page"], self.things["page elsewhere"]
        call = Call.objects.create(title="Short queues", level=self.level[1], wanted=5)
        answer, _elsewhere = (
            Answer.objects.create(call=call, page=each.page_ptr) for each in (page, elsewhere)
        )
        closed = Call.objects.create(
            title="Long queues",
            level=self.level[1],
            state=Call.State.CLOSED,
            closed_at=timezone.now(),
        )
        words = SearchedWords.objects.create(words="queues", level=self.level[1], results=0)
        SearchCount.objects.create(words=words, day=timezone.localdate(), count=50)
        aside = SearchedWords.objects.create(
            words="trees", level=self.level[1], results=0, is_dismissed=True
        )
        SearchCount.objects.create(words=aside, day=timezone.localdate(), count=50)
        rare = SearchedWords.objects.create(words="my own", level=self.level[1], results=0)
        SearchCount.objects.create(words=rare, day=timezone.localdate(), count=1)
        self.check = Check.objects.create(page=page, by=self.people["author"])
        self.things |= {
            "call": call,
            "closed call": closed,
            "answer": answer,
            "wish": Wish.ask("flat batteries", self.level[1]).wish,
            "words": words,
            "words put aside": aside,
            "rare words": rare,
            "opinion of another": Opinion.objects.create(
                task_state=self.things["state"],
                asked_by=self.people["editor"],
                asked_of=self.another,
            ),
            "question": ReviewQuestion.objects.first(),
            "interval": ReviewInterval.objects.first(),
            "topic": self.topic,
            "done by editor": self.retagging("editor", RetaggedPage.State.DONE),
            "done by section": self.retagging("section", RetaggedPage.State.DONE),
            "begun by editor": self.retagging("editor", RetaggedPage.State.WAITING),
            "begun by section": self.retagging("section", RetaggedPage.State.WAITING),
        }

    def retagging(self, who: str, state: RetaggedPage.State) -> Retagging:
        """Make a change of the story's levels by somebody, done or still to be done."""
        tags = {"page": [[1], [self.topic.pk]]}
        is_done = state == RetaggedPage.State.DONE
        job = Retagging.objects.create(
            made_by=self.people[who],
            change={"levels": [4]},
            finished_at=timezone.now() if is_done else None,
        )
        page = self.things["page"]
        job.pages.create(page=page.page_ptr, title=HERE, state=state, before=tags, after=tags)
        return job

    def __getitem__(self, thing: str) -> Any:
        return self.things[thing]


def make_editors_of_stories() -> None:
    """Make the editors of one section: they may publish there, and review what is submitted."""
    stories = StoryIndexPage.objects.get()
    group = Group.objects.create(name="Editors of stories")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for permissions in hooks.get_hooks("permissions_of_editors"):
        group.permissions.add(*permissions())
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=stories, permission=permission)
    task = GroupApprovalTask.objects.create(name="Review of stories")
    task.groups.set(Group.objects.filter(name__in=["Editors", group.name]))
    workflow = Workflow.objects.create(name="Review of stories")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=stories)
