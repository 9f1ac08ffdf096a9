"""A browser window on the interview, without script: what its form holds, and how it is sent."""

import re
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

NEW = "/share/new/story/"


class Window:
    """A page on which something is written, as one person has it open."""

    def __init__(self, client: Client, address: str = NEW) -> None:
        self.client = client
        self.show(client.get(address))

    def show(self, response: HttpResponse) -> None:
        """Take in a page that was answered."""
        self.response = response
        soup = BeautifulSoup(response.text, "html.parser")
        self.form = soup.select_one("#writing")
        if self.form is None:
            return
        self.key, self.address = self.form["data-writing"], self.form["action"]
        self.saved_at = self.form["data-all"]
        self.fields = dict(map(content_of, self.form.select("input[name], textarea[name]")))

    @property
    def all(self) -> str:
        """Where all questions are on one page."""
        return f"/share/{self.key}/"

    @property
    def texts(self) -> list[str]:
        """The names of the fields for texts, in order."""
        return [name for name in self.fields if re.fullmatch(r"u-.+-text", name)]

    def type(self, text: str, *, into: int = 0) -> "Window":
        """Type into one of the texts, the first unless told otherwise."""
        self.fields[self.texts[into]] = text
        return self

    def shown(self, *, into: int = 0) -> str:
        """Return what is in one of the texts, as a reader would see it."""
        return BeautifulSoup(self.fields[self.texts[into]], "html.parser").get_text()

    def send(self, go: str = "save", **extra: Any) -> HttpResponse:
        """Press a button, and return what is answered; the window is on the page it leads to."""
        data = {**self.fields, **(extra or {"go": go})}
        response = self.client.post(self.address, data, follow=True)
        self.show(response)
        return response

    def autosave(self, **extra: Any) -> Any:
        """Send it as the script does, and return what the script learns."""
        response = self.client.post(
            self.saved_at, {**self.fields, **extra}, headers={"accept": "application/json"}
        )
        answer = {**response.json(), "status": response.status_code}
        for unit, seen in answer.get("seen", {}).items():
            self.fields[f"u-{unit}-seen"] = seen
        return answer


def content_of(field: Any) -> tuple[str, str]:
    """Return the name of a field and what is in it."""
    value = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
    return field["name"], value
