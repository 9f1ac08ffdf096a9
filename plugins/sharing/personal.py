"""What is kept of a member here: what they are writing, for them to take along."""

from collections.abc import Iterator
from typing import Any

from plugins.interviews import Content
from plugins.rich_text import as_notation
from plugins.sharing.forms import RichTextForm, block_form
from plugins.sharing.models import Draft
from plugins.sharing.problems import texts_of


def personal_data(user: Any) -> dict[str, Any]:
    """Return the drafts of `user` as data, with what is kept beside them.

    That is other versions of their texts, private links to them, and what colleagues said.
    """
    beside = ("versions", "reading_links", "remarks")
    drafts = Draft.objects.filter(owner=user).prefetch_related(*beside)
    return {"drafts": [as_data(draft) for draft in drafts]}


def as_data(draft: Draft) -> dict[str, Any]:
    """Return all that is kept of a draft."""
    return {
        "key": str(draft.pk),
        "interview": draft.interview_name,
        "page": draft.page_id,
        "written_for": draft.occasion,
        "begun": draft.created_at.isoformat(),
        "saved": draft.saved_at.isoformat(),
        "submitted": draft.submitted_at.isoformat() if draft.submitted_at else None,
        "agreed_licence": draft.agreed_licence,
        "content": {name: value for name, value in draft.content.items() if name[0] != "_"},
        "other_versions": [
            {"of": version.unit, "written": version.written_at.isoformat(), "text": version.value}
            for version in draft.versions.all()
        ],
        "private_links": [
            {
                "for": link.for_whom,
                "made": link.made_at.isoformat(),
                "expires": link.expires_at.isoformat(),
                "withdrawn": link.withdrawn_at.isoformat() if link.withdrawn_at else None,
            }
            for link in draft.reading_links.all()
        ],
        "remarks_of_colleagues": [
            {
                "of": remark.unit,
                "by": remark.name,
                "written": remark.written_at.isoformat(),
                "text": remark.text,
            }
            for remark in draft.remarks.all()
        ],
    }


def personal_texts(user: Any) -> Iterator[tuple[str, str]]:
    """Yield the drafts of `user` that are no pages yet, as names and Markdown texts."""
    for draft in Draft.objects.filter(owner=user, page=None).offered().iterator():
        yield draft.title, as_markdown(draft)


def as_markdown(draft: Draft) -> str:
    """Return what a draft says as Markdown."""
    content: Content = draft.content
    parts = [f"# {draft.title}", content["summary"]]
    for part in draft.interview.parts(content):
        if part.question and part.blocks[0]["type"] != "heading":
            parts.append(f"## {part.question.prompt}")
        parts += [text_of(draft, block) for block in part.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def text_of(draft: Draft, block: dict[str, Any]) -> str:
    """Return a block as Markdown."""
    if block["type"] == "heading":
        return f"## {block['value']}"
    if block_form(draft.interview, block["type"]) is RichTextForm:
        return as_notation(block["value"])
    return "\n\n".join(text for text in texts_of(block["value"]) if text)
