"""What a practitioner is asked who tells a story."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.interviews import Block, Content, Interview, Question, new_block
from plugins.stories.blocks import PARTS
from plugins.stories.models import StoryIndexPage, StoryPage


class StoryInterview(Interview):
    """Four questions, one for each part of a story."""

    name = "story"
    model = StoryPage
    listing_model = StoryIndexPage
    label = gettext_lazy("Share a story")
    hint = gettext_lazy("What you did, and what came of it.")
    leads = frozenset(PARTS)
    titled_by = "action"
    summed_up_by = ("situation", "outcome")

    def questions(self, content: Content) -> Sequence[Question]:
        return [QUESTIONS[part]() for part in PARTS]

    def question_of(self, block: Block, content: Content) -> Question | None:
        return QUESTIONS[block["type"]]()

    def begin(self, content: Content) -> None:
        """Put in the parts that are missing, each behind the one that it follows in a story."""
        body = content["body"]
        for number, part in enumerate(PARTS):
            if not any(block["type"] == part for block in body):
                later = [at for at, block in enumerate(body) if block["type"] in PARTS[number:]]
                body.insert(min(later, default=len(body)), new_block(part))


def situation() -> Question:
    return Question(
        name="situation",
        prompt=_("What was going on?"),
        hint=_("Where were you, who was concerned, and what made you think it had to change?"),
        example=_(
            "Sample: Every spring, eight hundred people wrote to us to ask the same thing: when "
            "is my bin collected? Three of us did nothing else until May."
        ),
        words=(60, 150),
    )


def action() -> Question:
    return Question(
        name="action",
        prompt=_("What did you do?"),
        hint=_("Tell it in the order in which it happened, detours and mistakes too."),
        example=_(
            "Sample: We put the calendar of all streets on one page. Nobody found it. Then we "
            "printed its address on the stickers that go on every bin anyway."
        ),
        words=(80, 250),
    )


def outcome() -> Question:
    return Question(
        name="outcome",
        prompt=_("What came of it?"),
        hint=_(
            "What is different now, for whom, and how do you know? If you have measured "
            "something, add the figure before and after. What did not work belongs here, too."
        ),
        example=_(
            "Sample: Letters fell from eight hundred to ninety in a year. The stickers cost less "
            "than one week of answering."
        ),
        words=(60, 200),
        asks_for="figures",
    )


def advice() -> Question:
    return Question(
        name="advice",
        prompt=_("What would you tell someone who starts?"),
        hint=_("One to three things that you wish somebody had told you."),
        example=_("Sample: Ask the people who empty the bins first. They knew all along."),
        words=(30, 120),
    )


QUESTIONS = {
    "situation": situation,
    "action": action,
    "outcome": outcome,
    "advice": advice,
}
