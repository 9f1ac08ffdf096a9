"""The questions that the checklists begin with: what each level is for, and what it leaves out."""

from typing import Any

FIRST_QUESTIONS = {
    1: [
        "Does it tell what somebody did, and what came of it?",
        "Can somebody who is new to all this follow it, and show it to a colleague?",
        "Does it say what went wrong as well, or was it really all easy?",
        "Does it do without frameworks, plans and theory? They are one step too far here.",
        "Would everybody who can be recognised in it be happy to be?",
    ],
    2: [
        "Does it say why this matters to an organisation, and how it fits what that is for?",
        "Does it say what it brings and what it costs, and how anybody knows?",
        "Does it give its reader something to think over, and time for it?",
        "Does it leave to the reader how to run the project?",
    ],
    3: [
        "Can somebody plan with it: is there a step, a pattern or a list to begin from?",
        "Does it name what to expect of people, of technology and of the organisation?",
        "Does it say where it has worked, and where it would not?",
        "Does it get to the point, without giving the reasons to do it at all once more?",
    ],
    4: [
        "Does it come out of what its author does, or has done?",
        "Does it say enough for others who are doing it to use it, or to disagree?",
        "Does it say what is still open, and what did not work?",
        "Does it speak as one of them, and not as a teacher?",
    ],
}


def ask_first_questions(question_model: Any) -> None:
    """Make the questions, in the order of their levels, for editors to reword from then on."""
    questions = [(level, text) for level, texts in FIRST_QUESTIONS.items() for text in texts]
    question_model.objects.bulk_create(
        question_model(level=level, text=text, sort_order=place)
        for place, (level, text) in enumerate(questions, start=1)
    )
