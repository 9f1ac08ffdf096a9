"""What a practitioner is asked who has something for others to use, by its kind."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents import get_document_model

from plugins.interviews import (
    Block,
    Content,
    Excerpt,
    Interview,
    Part,
    Question,
    copied,
    is_text,
    new_block,
    shortened,
)
from plugins.levels.models import Level
from plugins.levels.visibility import all_pages
from plugins.pages import ContentPage
from plugins.resources.answer_forms import (
    AttachmentsForm,
    KindForm,
    LevelsForm,
    QuestionsForm,
    SourcesForm,
)
from plugins.resources.models import (
    ResourceAttachment,
    ResourceIndexPage,
    ResourcePage,
    ResourceSource,
)
from plugins.resources.questions import QUESTIONS

#: Where a draft remembers which heading answers which question, by the key of the heading.
ASKED = "_asked"
# Characters of a heading, as its block has them.
LONG_HEADING = 150
# And of a question to reflect on.
LONG_QUESTION = 300


class ResourceInterview(Interview):
    """First the kind, then what others need to know to use a thing of that kind."""

    name = "resource"
    model = ResourcePage
    listing_model = ResourceIndexPage
    label = gettext_lazy("Share a resource")
    hint = gettext_lazy("A pattern, a checklist, a known issue: what others can use.")
    leads = frozenset({"heading"})
    additions = ("text", "picture", "figures", "quote")
    may_add_parts = True
    first_fields = ("kind",)
    fields = ("title", "summary", "topics", "levels", "questions", "attachments", "sources")
    forms = {
        "kind": KindForm,
        "levels": LevelsForm,
        "questions": QuestionsForm,
        "attachments": AttachmentsForm,
        "sources": SourcesForm,
    }

    def questions(self, content: Content) -> Sequence[Question]:
        return QUESTIONS.get(content.get("kind", ""), list)()

    def question_of(self, block: Block, content: Content) -> Question | None:
        name = content[ASKED].get(block["id"])
        return next((each for each in self.questions(content) if each.name == name), None)

    def blank(self) -> Content:
        content: Content = {
            **{"title": "", "summary": "", "kind": "", "body": [], "topics": [], "credits": []},
            **{"levels": [], "questions": [], "attachments": [], "sources": [], ASKED: {}},
        }
        return content

    def begin(self, content: Content) -> None:
        """Put in a heading and room for an answer for each question, where nothing is written."""
        content.setdefault(ASKED, {})
        self.leave_out_what_is_empty(content)
        if content["body"] and not content[ASKED]:
            # Written in Wagtail's editor: its author knows what belongs in it.
            return
        asked = set(content[ASKED].values())
        for question in self.questions(content):
            if question.name in asked:
                continue
            heading = new_block("heading", question.heading)
            content[ASKED][heading["id"]] = question.name
            content["body"] += [heading, new_block("text")]

    def leave_out_what_is_empty(self, content: Content) -> None:
        """Take away the answers that were not begun, of questions of another kind."""
        wanted = {question.name for question in self.questions(content)}
        for part in self.parts(content):
            keys = [block["id"] for block in part.blocks]
            asked = content[ASKED].get(keys[0])
            if asked and asked not in wanted and is_as_asked(part):
                content["body"] = [each for each in content["body"] if each["id"] not in keys]
                del content[ASKED][keys[0]]

    def kinds_drawn(self) -> Sequence[tuple[str, Any]]:
        return ResourcePage.Kind.choices

    def drawn_from(self, page: ContentPage, excerpts: Sequence[Excerpt], kind: str) -> Content:
        """Return the questions of the kind, and behind them what was picked, to be reworked.

        It names `page` as what it is drawn from, and gives the credit to whom that gives it.
        """
        content = {
            **self.blank(),
            "kind": kind,
            "topics": sorted(tag.tag_id for tag in page.topic_tags.all()),
            "credits": copied(page.credits.get_prep_value()),
            "sources": [page.pk],
        }
        self.begin(content)
        for excerpt in excerpts:
            heading = new_block("heading", shortened(excerpt.heading, LONG_HEADING))
            content["body"] += [heading, *filter(None, map(as_part_of_resource, excerpt.blocks))]
        return content

    def suggested_summary(self, content: Content) -> str:
        first = next((part.name for part in self.parts(content)), "")
        return self.first_sentence(content, first)

    def problems(self, content: Content) -> Iterator[tuple[str, str]]:
        if content["kind"] not in ResourcePage.Kind:
            yield "kind", _("Choose what it is: a pattern, a checklist, a known issue…")
        elif not content["levels"] and not ResourcePage.levels_by_kind(content["kind"]):
            yield "levels", _("Choose for whom the guide is: at least one level.")
        for question in content["questions"]:
            if len(question) > LONG_QUESTION:
                message = _(
                    "The question “%(begin)s…” has %(length)d characters; there is room for "
                    "%(most)d."
                )
                texts = {"begin": question[:30], "length": len(question), "most": LONG_QUESTION}
                yield "questions", message % texts

    def content_of(self, page: ContentPage) -> Content:
        content = super().content_of(page)
        assert isinstance(page, ResourcePage)  # noqa: S101
        by_kind = list(page.default_level_numbers())
        numbers = [level.number for level in page.levels_in_order()]
        content |= {
            "kind": page.kind,
            "levels": [] if numbers == by_kind else numbers,
            "questions": [block.value for block in page.questions],
            "attachments": [each.document_id for each in page.attachments.all()],
            "sources": [each.source_id for each in page.sources.all()],
        }
        # Once more, as only now it is known what is asked.
        self.begin(content)
        return content

    def fill(self, page: ContentPage, content: Content) -> None:
        assert isinstance(page, ResourcePage)  # noqa: S101
        page.kind = content["kind"]
        numbers = content["levels"] or page.default_level_numbers()
        page.levels.set(Level.objects.numbered(*numbers))
        super().fill(page, content)
        put_questions(page, content["questions"])
        files = there(get_document_model().objects, content["attachments"])
        put_children(page, "attachments", ResourceAttachment, "document_id", files)
        stories = there(all_pages(), content["sources"])
        put_children(page, "sources", ResourceSource, "source_id", stories)


def is_as_asked(part: Part) -> bool:
    """Tell whether nothing is written in a part yet, and its heading is ours."""
    heading, *answer = (block["value"] for block in part.blocks)
    ours = {each.heading for questions in QUESTIONS.values() for each in questions()}
    return heading in ours and not any(answer)


def as_part_of_resource(block: Block) -> Block | None:
    """Return a copy of a block of another page; None where a resource can have nothing like it."""
    blocks = ResourcePage._meta.get_field("body").stream_block.child_blocks
    if block["type"] in blocks:
        return copied(block)
    return new_block("text", block["value"]) if is_text(block["value"]) else None


def there(objects: Any, keys: list[int]) -> list[int]:
    """Return those of `keys` under which there still is an object among `objects`."""
    found = set(objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [key for key in keys if key in found]


def put_questions(page: ResourcePage, texts: Sequence[str]) -> None:
    """Set the questions to reflect on; those that stay keep the keys of their blocks."""
    kept = {block["value"]: block.get("id") for block in page.questions.get_prep_value()}
    raw = [
        {"type": "question", "value": text, "id": kept.pop(text, None)} for text in texts if text
    ]
    page.questions = page.questions.stream_block.to_python(
        [each if each["id"] else {**each, "id": new_block("")["id"]} for each in raw]
    )


def put_children(page: ResourcePage, name: str, model: Any, field: str, keys: list[int]) -> None:
    """Set the attachments or the sources of `page`, in this order; those that stay are kept."""
    kept = {getattr(each, field): each for each in getattr(page, name).all()}
    rows = [kept.get(key) or model(**{field: key}) for key in keys]
    for number, row in enumerate(rows):
        row.sort_order = number
    getattr(page, name).set(rows)
