"""All that a practitioner writes before it is published, with a made-up word in every place."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Comment, Revision

from plugins.interviews import interview_for, new_block
from plugins.levels.conformance import made_up_word
from plugins.levels.reader import Reader
from plugins.sharing.links import ReadingLink, Remark
from plugins.sharing.models import Draft, KeptVersion
from plugins.sharing.submitting import submit
from tests.factories import StoryPageFactory
from tests.sharing.drafts import resource_by, story_by
from tests.uploads.photos import PhotoFactory, jpeg

#: A word that every title holds beside its own: searches that find one find it by this.
COMMON = "quandary"


@dataclass
class Secrets:
    """What a member, the author, has written, and nobody else may know of."""

    author: Any
    editor: Any
    #: Where each word stands.
    words: dict[str, str] = field(default_factory=dict)
    #: Those of them that editors are not to know either.
    unsent: set[str] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)
    #: The token of the link to the first of the drafts.
    token: str = "token-of-the-colleague"

    def word(self, where: str, *, is_sent: bool = False) -> str:
        word = made_up_word()
        self.words[word] = where
        if not is_sent:
            self.unsent.add(word)
        return word

    def plant(self, stories: Any) -> None:
        """Write all there is, below the list of stories."""
        self.photo = PhotoFactory(
            uploaded_by_user=self.author,
            title=self.word("the title of a picture", is_sent=True),
            file=ContentFile(
                jpeg(), name=f"{self.word('the name of a picture', is_sent=True)}.jpg"
            ),
        )
        self.document = get_document_model().objects.create(
            uploaded_by_user=self.author,
            title=self.word("the title of a document", is_sent=True),
            file=ContentFile(b"-", f"{self.word('the name of a document', is_sent=True)}.txt"),
        )
        self.add(self.being_written())
        self.add(self.resource())
        self.add(self.deleted())
        self.add(self.with_the_editors())
        self.add(self.changes_asked_for())
        self.add(self.update_of_a_page(stories, is_sent=False))
        self.add(self.update_of_a_page(stories, is_sent=True))

    def add(self, draft: Draft) -> None:
        self.drafts.append(draft)

    def of_each_kind(self) -> list[Draft]:
        """Return drafts that differ in what may be done with them: written, deleted, sent."""
        return [self.drafts[at] for at in (0, 2, 3)]

    @property
    def pages(self) -> list[Any]:
        return [draft.page for draft in self.drafts if draft.page]

    @property
    def revisions(self) -> list[Any]:
        keys = [str(page.pk) for page in self.pages]
        return list(Revision.page_revisions.filter(object_id__in=keys))

    def story(self, state: str, *, is_sent: bool = False) -> Draft:
        picture = {
            "image": self.photo.pk,
            "alt_text": self.word(f"the text for a picture, {state}", is_sent=is_sent),
            "caption": self.word(f"a caption, {state}", is_sent=is_sent),
        }
        person = {"name": self.word(f"a credit, {state}", is_sent=is_sent)}
        draft = story_by(
            self.author,
            self.word(f"a text, {state}", is_sent=is_sent),
            title=self.title(state, is_sent=is_sent),
            summary=self.word(f"a summary, {state}", is_sent=is_sent),
            credits=[new_block("person", {**person, "role": "", "organisation": ""})],
        )
        draft.content["body"].append(new_block("picture", picture))
        draft.touch()
        return draft

    def title(self, state: str, *, is_sent: bool = False) -> str:
        return f"{self.word(f'a title, {state}', is_sent=is_sent)} {COMMON}"

    def being_written(self) -> Draft:
        """A draft with all that can be beside it: another version, a block put aside, a remark."""
        draft = self.story("being written")
        draft.add(new_block("quote", {"text": self.word("what was taken away")}), after="")
        draft.take_away(draft.content["body"][-1]["id"])
        KeptVersion.objects.create(
            draft=draft, unit="summary", value=self.word("another version"), window="w"
        )
        whom = self.word("whom a link is for")
        self.link = ReadingLink.make(draft, self.token, for_whom=whom, days=3)
        self.remark = Remark.objects.create(
            draft=draft,
            link=self.link,
            name=self.word("who made a remark"),
            text=self.word("a remark"),
        )
        return draft

    def resource(self) -> Draft:
        return resource_by(
            self.author,
            "pattern",
            title=self.title("a resource"),
            questions=[self.word("a question")],
            attachments=[self.document.pk],
        )

    def deleted(self) -> Draft:
        draft = self.story("deleted")
        draft.deleted_at = draft.saved_at
        draft.save()
        return draft

    def sent(self, draft: Draft) -> Draft:
        return submit(draft.pk, self.author, reader=Reader.at(1), licence="CC BY 4.0")

    def with_the_editors(self) -> Draft:
        draft = self.sent(self.story("with the editors", is_sent=True))
        text = self.word("a comment by an editor", is_sent=True)
        Comment.objects.create(page=draft.page, user=self.editor, text=text, contentpath="title")
        return draft

    def changes_asked_for(self) -> Draft:
        draft = self.sent(self.story("sent back", is_sent=True))
        reason = self.word("the reason for changes", is_sent=True)
        review = draft.page.current_workflow_state.current_task_state
        review.task.specific.on_action(review, self.editor, "reject", comment=reason)
        return draft

    def update_of_a_page(self, stories: Any, *, is_sent: bool) -> Draft:
        """A draft of changes to a page that readers see as it was."""
        page = StoryPageFactory(
            parent=stories, title=f"For everybody, {is_sent}", owner=self.author
        )
        page.save_revision(user=self.author).publish()
        draft = Draft.of_page(page, interview_for(page))
        draft.content["title"] = self.title(f"an update, sent: {is_sent}", is_sent=is_sent)
        draft.content["body"][0]["value"] = f"<p>{self.word('an update', is_sent=is_sent)}</p>"
        draft.touch()
        return self.sent(draft) if is_sent else draft
