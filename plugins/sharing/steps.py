"""The steps of an interview, what is asked in each, and what was answered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from plugins.interviews import AnswerForm, Content, Interview, Part, Question, new_block
from plugins.sharing.content import fingerprint, units_of
from plugins.sharing.forms import block_form, block_of, field_form
from plugins.sharing.models import Draft, KeptVersion

ABOUT, CREDIT, CHECK = "about", "credit", "check"


@dataclass(frozen=True)
class Step:
    """One page of an interview, where it is answered a question at a time."""

    name: str
    title: str
    part: Part | None = None
    #: The fields of the page that are asked for.
    fields: tuple[str, ...] = ()

    @property
    def question(self) -> Question | None:
        return self.part.question if self.part else None

    def is_answered(self, content: Content) -> bool:
        """Whether anything is written in it."""
        if self.part:
            texts = [block["value"] for block in self.part.blocks if block["type"] != "heading"]
            return any(texts)
        return any(content[name] for name in self.fields)


@dataclass
class Answer:
    """One unit of what is written, as a form shows it."""

    form: AnswerForm
    #: What the unit is called, for a block that was added.
    label: str = ""
    #: Whether it is no answer to the question itself, and may be taken away.
    is_addition: bool = False
    #: Whether it is offered, and nothing that its author wrote.
    is_suggested: bool = False
    #: Other versions of it, that would have overwritten each other.
    versions: list[KeptVersion] = field(default_factory=list)

    @property
    def unit(self) -> str:
        return self.form.unit


@dataclass
class Section:
    """A step with its forms."""

    step: Step
    answers: list[Answer]
    #: What may be added: types of blocks, and what they are called.
    additions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def last_unit(self) -> str:
        """The block behind which something is added."""
        return self.answers[-1].unit if self.answers else ""


def steps_of(interview: Interview, content: Content) -> list[Step]:
    """Return all steps in their order, the last one being where it is looked over and submitted."""
    first = [Step(name, _("What it is"), fields=(name,)) for name in interview.first_fields]
    parts = [Step(part.name, title_of(part), part) for part in interview.parts(content)]
    return [
        *first,
        *parts,
        Step(ABOUT, _("Title and summary"), fields=interview.fields),
        Step(CREDIT, _("Who gets the credit"), fields=("credits",)),
        Step(CHECK, _("Look over and submit")),
    ]


def suggested_credits(draft: Draft, user: Any) -> list[dict[str, Any]]:
    """Return the credit for who writes, in the name that they gave; none without an account."""
    name = user.get_full_name() if user else ""
    where = getattr(user, "organisation", "")
    return [new_block("person", {"name": name, "role": "", "organisation": where})] if name else []


#: What is offered for fields in which nothing is yet, from what was written elsewhere.
SUGGESTIONS: dict[str, Callable[[Draft, Any], Any]] = {
    "title": lambda draft, user: draft.interview.suggested_title(draft.content),
    "summary": lambda draft, user: draft.interview.suggested_summary(draft.content),
    "credits": suggested_credits,
}


def title_of(part: Part) -> str:
    """Return what a part is called where its author finds it among the steps."""
    if part.question:
        return part.question.prompt
    first = part.blocks[0]
    if first["type"] == "heading":
        return first["value"] or _("A part of your own")
    return _("Beginning")


class Answers:
    """The forms for all that is asked in some steps of a draft, empty or as posted."""

    def __init__(
        self, draft: Draft, steps: list[Step], *, user: Any, data: Any = None, files: Any = None
    ) -> None:
        """Ask for what is in `steps` of `draft`; with `data` and `files` as posted by `user`."""
        self.draft, self.steps = draft, steps
        self.user = user if user.is_authenticated else None
        self.data, self.files = data or {}, files
        self.versions = versions_by_unit(draft)
        there = units_of(draft.content)
        #: Other versions of blocks that have been taken away.
        self.left_over = [
            each for unit, kept in self.versions.items() if unit not in there for each in kept
        ]
        self.sections = [self.section(step) for step in steps if step.name != CHECK]

    def say_what_was_refused(self, posted: Iterable[AnswerForm]) -> None:
        """Say what was refused in the forms as posted: a file is not there a second time."""
        refused = {form.unit: form.errors.as_data() for form in posted}
        for answer in (each for section in self.sections for each in section.answers):
            form = answer.form
            for name, errors in refused.get(answer.unit, {}).items():
                if name not in form.errors:
                    form.add_error(name if name in form.fields else None, errors)

    def section(self, step: Step) -> Section:
        if step.part is None:
            return Section(step, [self.of_field(name) for name in step.fields])
        interview = self.draft.interview
        kinds = [(kind, str(label_of(interview, kind))) for kind in interview.additions]
        return Section(step, list(self.of_blocks(step.part)), kinds)

    def of_field(self, name: str) -> Answer:
        form = self.form(field_form(self.draft.interview, name), name, self.draft.content[name])
        suggested = None if self.draft.content[name] else self.suggested(name)
        if suggested:
            form.initial.update(form.initial_of(suggested))
        return Answer(form, is_suggested=bool(suggested), versions=self.versions.get(name, []))

    def suggested(self, name: str) -> Any:
        """Return what is offered for a field, None where nothing is."""
        return SUGGESTIONS[name](self.draft, self.user) if name in SUGGESTIONS else None

    def of_blocks(self, part: Part) -> Iterator[Answer]:
        has_text = False
        for number, block in enumerate(part.blocks):
            kind, unit = block["type"], block["id"]
            interview = self.draft.interview
            form = self.form(block_form(interview, kind), unit, block["value"], kind)
            # The heading and the text of an answer are the answer; all else was added to it.
            is_answer = number == 0 or (kind == "text" and not has_text and part.question)
            has_text = has_text or kind == "text"
            versions = self.versions.get(unit, [])
            label = str(label_of(interview, kind))
            yield Answer(form, label, is_addition=not is_answer, versions=versions)

    def form(self, model: type[AnswerForm], unit: str, value: Any, kind: str = "") -> AnswerForm:
        posted = (self.data, self.files) if seen_name(unit) in self.data else (None, None)
        form = model(*posted, unit=unit, value=value, kind=kind, user=self.user)
        form.initial["seen"] = fingerprint(value)
        return form


def seen_name(unit: str) -> str:
    """Return the name under which a form sends what its unit was when it was shown."""
    return f"u-{unit}-seen"


def label_of(interview: Interview, kind: str) -> Any:
    """Return what a type of block is called."""
    block = block_of(interview, kind)
    return block.label if block else kind


def versions_by_unit(draft: Draft) -> Mapping[str, list[KeptVersion]]:
    """Return the versions that are kept beside what a draft says, by unit."""
    by_unit: dict[str, list[KeptVersion]] = {}
    for version in draft.versions.all() if not draft._state.adding else []:
        by_unit.setdefault(version.unit, []).append(version)
    return by_unit
