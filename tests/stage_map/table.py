"""What an editor sees on the map, and takes along."""

import csv
import io
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse


def table_of(response: HttpResponse) -> dict[str, list[Tag]]:
    """Return the cells of each row by its heading, sums too."""
    table = BeautifulSoup(response.text, "html.parser").find("table", class_="stage-map")
    rows = table.select("tbody tr, tfoot tr") if table else []
    return {text_of(row.find("th")): row.find_all("td") for row in rows}


def text_of(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def lines_of(response: Any) -> list[dict[str, str]]:
    """Return the lines of a CSV file by the headings of its columns."""
    text = b"".join(response.streaming_content).decode()
    return [*csv.DictReader(io.StringIO(text))]
