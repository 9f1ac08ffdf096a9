"""All that the site keeps of a member, as a ZIP archive to take along."""

import json
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify
from wagtail import hooks
from wagtail.models import AbstractPage, Comment, CommentReply, PageLogEntry, Revision

from plugins.levels.models import MemberLevel, Topic
from plugins.members.emails import choices_for
from plugins.members.markdown import as_markdown
from plugins.members.models import EmailOptOut, User
from plugins.members.own_files import files_of
from plugins.members.own_pages import is_draft, pages_of, reviews

#: Bytes of an archive that are kept in memory; what is larger waits on the disk.
IN_MEMORY = 2 * 1024 * 1024
#: Letters of a file's name: some file systems take no more than 255 bytes.
NAME_LENGTH = 50
# So many pages are in memory at a time.
BATCH = 100


def archive_of(user: User) -> IO[bytes]:
    """Return all that the site keeps of `user` as a ZIP archive, open at its beginning."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 whoever sends it closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        pages = []
        for facts, text in pages_and_texts(user):
            facts["file"] = file_name("pages", facts["id"], facts["title"])
            archive.writestr(facts["file"], text)
            pages.append(facts)
        for number, (name, text) in enumerate(texts_of_plugins(user), start=1):
            archive.writestr(file_name("texts", number, name), text)
        data = {**facts_about(user), "pages": pages, "plugins": data_of_plugins(user)}
        archive.writestr("data.json", as_json(data))
    file.seek(0)
    return file


def as_json(data: Any) -> str:
    """Return `data` as people can read it, too."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def facts_about(user: User) -> dict[str, Any]:
    """Return what is kept with the account, and what `user` did with it."""
    return {
        "account": {
            "name": user.get_full_name(),
            "email": user.email,
            "organisation": user.organisation,
            "what_you_do": user.job_title,
            "topics": [topic.name for topic in user.topics.all()],
            "roles": [group.name for group in user.groups.all()],
            "joined": user.date_joined,
            "last_signed_in": user.last_login,
            "two_factor_authentication": is_mfa_enabled(user),
        },
        "email_addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "levels": levels_of(user),
        "emails": emails_of(user),
        "comments": comments_of(user),
        "changes": list(
            PageLogEntry.objects.filter(user=user).values("timestamp", "action", "page_id")
        ),
        **{name: list(map(facts_of_file, files)) for name, files in files_of(user).items()},
    }


def levels_of(user: User) -> dict[str, Any]:
    """Return at which levels `user` reads, in general and in topics."""
    numbers = MemberLevel.choices_of(user)
    topics = Topic.objects.in_bulk([key for key in numbers if key is not None])
    return {
        "in_general": numbers.get(None),
        "in_topics": {topic.name: numbers[key] for key, topic in topics.items()},
    }


def emails_of(user: User) -> dict[str, bool]:
    """Return which e-mails `user` wants, by their names."""
    unwanted = EmailOptOut.objects.names_of(user)
    return {choice["name"]: choice["name"] not in unwanted for choice in choices_for(user)}


def comments_of(user: User) -> list[dict[str, Any]]:
    """Return what `user` wrote beside texts in the editor, and in answer to others."""
    return [
        *Comment.objects.filter(user=user).values("page_id", "created_at", "text"),
        *CommentReply.objects.filter(user=user).values("created_at", "text"),
    ]


def facts_of_file(file: Any) -> dict[str, Any]:
    return {"title": file.title, "file_name": file.filename, "uploaded": file.created_at}


def pages_and_texts(user: User) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield what is known of each page that `user` wrote, and its text as it stands last."""
    in_review = reviews()
    pages = pages_of(user).select_related("latest_revision", "content_type")
    for page in pages.iterator(chunk_size=BATCH):
        content = content_of(page)
        facts = {
            "id": page.pk,
            "type": str(page.page_type_display_name),
            "title": content["title"],
            "url": page.full_url if page.live else None,
            "state": state_of(page, in_review),
            "has_unpublished_changes": page.has_unpublished_changes,
            "published": page.first_published_at,
            "changed": page.latest_revision_created_at or page.last_published_at,
        }
        yield facts, as_markdown(page.specific_class, content)


def content_of(page: AbstractPage) -> dict[str, Any]:
    """Return the fields of a page as its last version has them, as revisions keep them."""
    revision: Revision | None = page.latest_revision
    content: dict[str, Any] = revision.content if revision else page.specific.serializable_data()
    return content


def state_of(page: AbstractPage, in_review: dict[str, str]) -> str:
    """Return where a page stands between its first word and its readers."""
    if str(page.pk) in in_review:
        return in_review[str(page.pk)]
    if page.live:
        return "published"
    return "draft" if is_draft(page) else "unpublished"


def data_of_plugins(user: User) -> dict[str, Any]:
    """Return what other plugins keep of `user`, by names of theirs."""
    kept: dict[str, Any] = {}
    for data_of in hooks.get_hooks("personal_data"):
        kept.update(data_of(user))
    return kept


def texts_of_plugins(user: User) -> Iterator[tuple[str, str]]:
    """Yield the names and the texts, in Markdown, of what `user` wrote beside pages."""
    for texts_of in hooks.get_hooks("personal_texts"):
        yield from texts_of(user)


def file_name(folder: str, number: int, name: str) -> str:
    """Return a name for a text that is safe on every system, and the only one with its number."""
    slug = slugify(name.removesuffix(".md"), allow_unicode=True)[:NAME_LENGTH].strip("-_")
    return f"{folder}/{number}-{slug}.md" if slug else f"{folder}/{number}.md"
