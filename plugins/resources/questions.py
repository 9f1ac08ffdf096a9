"""What is asked about each kind of resource."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from plugins.interviews import Question
from plugins.resources.models import ResourcePage

Kind = ResourcePage.Kind


def guide() -> list[Question]:
    return [
        Question(
            name="subject",
            heading=_("What this is about"),
            prompt=_("What is this about, and for whom?"),
            hint=_("Say what somebody can do once they have read it."),
            example=_("Sample: For those who publish their first data set, on a free afternoon."),
            words=(40, 120),
        ),
        Question(
            name="know",
            heading=_("What to know"),
            prompt=_("What does somebody need to know?"),
            hint=_("The few things that matter, in the order in which they come up."),
            example=_("Sample: Nobody needs your data to be perfect. They need to know how old."),
            words=(100, 400),
        ),
        next_steps(),
    ]


def framework() -> list[Question]:
    return [
        Question(
            name="purpose",
            heading=_("What it is for"),
            prompt=_("What does the framework help to decide or to arrange?"),
            hint=_("And what is it no help with?"),
            example=_("Sample: It helps to choose what to publish first, not how."),
            words=(40, 120),
        ),
        Question(
            name="parts",
            heading=_("The parts"),
            prompt=_("What are its parts, and how do they belong together?"),
            hint=_("A sub-heading for each part makes it easy to find again."),
            example=_("Sample: Need, effort, risk: give each one to five points, then talk."),
            words=(100, 400),
        ),
        Question(
            name="use",
            heading=_("How to use it"),
            prompt=_("How do you use it, and how long does it take?"),
            hint=_("Who should be in the room?"),
            example=_("Sample: Two hours, five people, one wall. Do not send it around by mail."),
            words=(60, 200),
        ),
        limits(),
    ]


def pattern() -> list[Question]:
    return [
        Question(
            name="problem",
            heading=_("The problem"),
            prompt=_("Which problem comes back again and again?"),
            hint=_("And in what circumstances?"),
            example=_(
                "Sample: Each office answers the same question, and each a little otherwise."
            ),
            words=(40, 120),
        ),
        Question(
            name="solution",
            heading=_("What works"),
            prompt=_("What has worked, more than once?"),
            hint=_("So that somebody could do it on Monday."),
            example=_("Sample: One page that all offices link to, and one person who owns it."),
            words=(80, 250),
        ),
        Question(
            name="why",
            heading=_("Why it works"),
            prompt=_("Why does it work, and what does it cost?"),
            hint=_("What do you give up for it?"),
            example=_("Sample: Nobody can forget a copy, since there is none. Offices lose a say."),
            words=(40, 150),
        ),
        limits(),
    ]


def checklist() -> list[Question]:
    return [
        Question(
            name="when",
            heading=_("When to use it"),
            prompt=_("When should somebody go through this list?"),
            hint=_("Before what, and how long does it take?"),
            example=_("Sample: The day before the data goes out. Ten minutes, two people."),
            words=(20, 80),
        ),
        Question(
            name="points",
            heading=_("The list"),
            prompt=_("What are the points?"),
            hint=_("One a line, as a list. Begin each with what is to be done."),
            example=_("Sample: Open the file in the program that most of your readers have."),
            words=(40, 250),
        ),
        Question(
            name="missed",
            heading=_("What is often missed"),
            prompt=_("Which point is missed most often, and what happens then?"),
            hint=_("A short story of your own is worth more than a warning."),
            example=_("Sample: The licence. Nobody dared to use our first file for a year."),
            words=(20, 120),
        ),
    ]


def template() -> list[Question]:
    return [
        Question(
            name="for",
            heading=_("What it is for"),
            prompt=_("What is the template for?"),
            hint=_("You can attach the file itself at the end."),
            example=_("Sample: A letter that asks an office for its data, and gets an answer."),
            words=(20, 100),
        ),
        Question(
            name="filling",
            heading=_("How to fill it in"),
            prompt=_("How is it filled in?"),
            hint=_("What has to stay, and what does everybody change?"),
            example=_("Sample: Keep the second paragraph. It names the date, and dates work."),
            words=(40, 200),
        ),
        limits(),
    ]


def business_case() -> list[Question]:
    return [
        Question(
            name="goal",
            heading=_("What it serves"),
            prompt=_("Which goal of the organisation does it serve?"),
            hint=_("In the words that those use who decide."),
            example=_("Sample: The council has promised fewer letters. This is eight hundred."),
            words=(40, 150),
        ),
        Question(
            name="benefits",
            heading=_("What it brings"),
            prompt=_("What does it bring, and to whom?"),
            hint=_("If you have measured something, add the figure before and after."),
            example=_("Sample: Three people get their spring back. Residents wait for nobody."),
            words=(60, 200),
            asks_for="figures",
        ),
        Question(
            name="costs",
            heading=_("What it costs"),
            prompt=_("What does it cost, in money, time and nerves?"),
            hint=_("Be honest: who reads this has to defend it."),
            example=_("Sample: Four days of work, and one argument about the logo."),
            words=(40, 150),
        ),
        Question(
            name="risks",
            heading=_("What may go wrong"),
            prompt=_("What may go wrong, and what if nothing is done?"),
            hint=_("Both are questions that a manager asks."),
            example=_("Sample: The page may grow old. Then letters come back, no worse than now."),
            words=(30, 150),
        ),
    ]


def known_issue() -> list[Question]:
    return [
        Question(
            name="happens",
            heading=_("What happens"),
            prompt=_("What happens, and how does one notice?"),
            hint=_("The first signs are worth most."),
            example=_("Sample: Colleagues stop asking. They keep lists of their own again."),
            words=(40, 150),
        ),
        Question(
            name="cause",
            heading=_("Where it comes from"),
            prompt=_("Where does it come from?"),
            hint=_("As far as you know: “we think” is fine."),
            example=_("Sample: We think that nobody had told them who would lose what."),
            words=(30, 150),
        ),
        Question(
            name="helps",
            heading=_("What helps"),
            prompt=_("What has helped, and what has not?"),
            hint=_("What you tried in vain saves others the same."),
            example=_("Sample: A lunch helped. Three newsletters did not."),
            words=(40, 200),
        ),
    ]


def limits() -> Question:
    return Question(
        name="limits",
        heading=_("When it does not fit"),
        prompt=_("When does it not fit?"),
        hint=_("Where have you, or others, failed with it?"),
        example=_("Sample: Not for what changes every day: nobody looks twice a week."),
        words=(20, 120),
    )


def next_steps() -> Question:
    return Question(
        name="next",
        heading=_("Where to go on"),
        prompt=_("What should somebody do next?"),
        hint=_("One step that fits into a week."),
        example=_("Sample: Ask one colleague which list they keep. Then ask for a copy."),
        words=(20, 100),
    )


QUESTIONS: dict[str, Callable[[], list[Question]]] = {
    Kind.GUIDE: guide,
    Kind.FRAMEWORK: framework,
    Kind.PATTERN: pattern,
    Kind.CHECKLIST: checklist,
    Kind.TEMPLATE: template,
    Kind.BUSINESS_CASE: business_case,
    Kind.CULTURAL_ISSUE: known_issue,
    Kind.TECHNICAL_ISSUE: known_issue,
    Kind.ORGANISATIONAL_ISSUE: known_issue,
}
