"""A person who shares a story, and how many times they click or press a key to get on."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SENTENCE = "People stood in a queue, and nobody could tell them how long it would take. "
#: Milliseconds a key: 200 are 60 words a minute, and make each of these tests eight minutes long.
DELAY = int(os.environ.get("TYPING_DELAY", "0"))
# Where somebody types at a person's speed: 400 words in all, four answers of a hundred each.
ANSWER = (SENTENCE * (7 if DELAY else 1))[:-1]


# The editor learns a moment later where a key has put the browser's cursor, and until then acts
# where the cursor was. Plain fields know at once.
IS_AT_END = """async (field) => {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  if (!field.editor) return true;
  const { doc, selection } = field.editor.state;
  return selection.empty && doc.textBetween(selection.to, doc.content.size) === "";
}"""


def go_to_end(field: Locator) -> None:
    """Put the cursor behind the text of `field`, an editor or a plain field that has the focus."""
    for _attempt in range(50):
        field.press("Control+End")
        if field.evaluate(IS_AT_END):
            return
    raise AssertionError("The cursor does not come to the end of the text.")


class Writer:
    """Goes on with the mouse, and counts the clicks. `delay` is in milliseconds a key."""

    has_scripts = True

    def __init__(self, page: Page, *, delay: int = 0) -> None:
        self.page, self.delay, self.clicks = page, delay, 0

    def press(self, name: str, *, role: str = "button") -> None:
        """Press a button, or follow a link, of this name in the content, and see the next page.

        A form is sent a moment after its button is pressed, once what is typed is kept: who does
        not wait for the next page goes on typing into this one.
        """
        with self.page.expect_navigation():
            self.activate(self.page.locator("main").get_by_role(role, name=name, exact=True).first)

    def activate(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def tick(self, name: str) -> None:
        self.activate(self.page.get_by_role("checkbox", name=re.compile(name)))

    def go_into(self, field: Locator) -> None:
        """Put the cursor into a field."""
        self.clicks += 1
        field.click()

    def fill(self, label: str, text: str) -> None:
        self.go_into(self.page.get_by_label(re.compile(label)).first)
        self.type(text)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=self.delay)

    def answer(self, text: str) -> None:
        """Write into the text of the question that is asked."""
        self.wait_for_form()
        field = "[contenteditable=true]" if self.has_scripts else "textarea"
        self.go_into(self.page.locator(f"#writing {field}").first)
        self.type(text)

    def wait_for_form(self) -> None:
        """Wait until what was typed before, if anything, is brought back."""
        if self.has_scripts:
            expect(self.page.locator("#writing[data-ready]")).to_be_attached()

    def choose(self, file: Path) -> None:
        """Choose a picture, which is a click more on the button of the file field."""
        self.clicks += 1
        self.page.locator("input[type=file]").set_input_files(file)


class KeyboardWriter(Writer):
    """Has no mouse. What counts is what is pressed to get on: moving there is no click."""

    def activate(self, target: Locator) -> None:
        self.go_to(target)
        self.clicks += 1
        is_tick = target.get_attribute("type") == "checkbox"
        self.page.keyboard.press("Space" if is_tick else "Enter")

    def go_into(self, field: Locator) -> None:
        self.go_to(field)

    def go_to(self, target: Locator) -> None:
        """Press Tab until `target` has the focus, as somebody does who sees where it is."""
        target.wait_for()
        for _attempt in range(120):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key does not lead to {target}.")
