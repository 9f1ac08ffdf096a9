"""Taking out the tags of site generators such as Jekyll and Eleventy, and keeping what they say.

A tag prints something on the site that it was written for. Where that can be told from the tag
itself (a literal address, a captured passage, a person's handle, a picture's path), it stays.
"""

import re
from collections.abc import Callable
from html import escape
from textwrap import dedent

from cop_site.importing.front_matter import from_handle

# Bounded, so that an opening brace in running text does not swallow the paragraphs after it.
ANY_TAG = re.compile(r"\{%-?\s*([\w-]*)((?:[^%]|%(?!\})){0,1500}?)-?%\}")
OUTPUT = re.compile(r"\{?\{\{-?\s*([^{}]{0,1500}?)\s*-?\}\}\}?")
# How kramdown and Eleventy give an element a class, a name or a target: {:.wide} {#top} {.wide}
ATTRIBUTES = re.compile(r"[ \t]*\{(?::[^{}\n]*|#[\w-]+|\.[\w .#-]+)\}")
RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
COMMENT = re.compile(
    r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{#.{0,1500}?#\}", re.DOTALL
)
HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+([\w+-]*)[^%]*%\}\n?(.*?)\{%-?\s*endhighlight\s*-?%\}", re.DOTALL
)
CAPTURE = re.compile(
    r"\{%-?\s*capture\s+([\w.-]+)\s*-?%\}(.*?)\{%-?\s*endcapture\s*-?%\}", re.DOTALL
)
LITERAL = re.compile(r"""\A(["'])(.*?)\1""", re.DOTALL)
# What stands right before a tag that is part of an address: ](…  src="…  [name]: …
BEFORE_AN_ADDRESS = re.compile(
    r"""(?:\]\(\s*<?|=\s*["']|^\s*\[[^\]\n]+\]:\s*)[^\s"'()]*\Z""", re.MULTILINE
)
PICTURE_TAG = re.compile(r"image|img|figure|picture")
PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg)\Z", re.IGNORECASE)
# Stand for braces that are meant to be read; from Unicode's private use area.
OPEN, CLOSE = "\ue0f0", "\ue0f1"


def strip_template_tags(text: str) -> tuple[str, int]:
    """Return the Markdown `text` without foreign template tags, and how many there were."""
    return _Stripper().strip(text)


class _Stripper:
    def __init__(self) -> None:
        self.count = 0
        self.captured: dict[str, str] = {}

    def strip(self, text: str) -> tuple[str, int]:
        if "{" not in text:
            return text, 0
        text = self._replace(RAW, self._raw, text.replace(OPEN, "").replace(CLOSE, ""))
        text = self._replace(COMMENT, lambda match: "", text)
        text = self._replace(HIGHLIGHT, lambda match: f"```{match[1]}\n{match[2]}\n```\n", text)
        text = self._replace(CAPTURE, lambda match: self._capture(match, text), text)
        text = self._replace(ATTRIBUTES, lambda match: "", self._without_tags(text))
        return text.replace(OPEN, "{").replace(CLOSE, "}"), self.count

    def _replace(
        self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str], text: str
    ) -> str:
        def count_and_replace(match: re.Match[str]) -> str:
            self.count += 1
            return by(match)

        return pattern.sub(count_and_replace, text)

    def _without_tags(self, text: str) -> str:
        return self._replace(OUTPUT, self._output, self._replace(ANY_TAG, self._tag, text))

    @staticmethod
    def _raw(match: re.Match[str]) -> str:
        """Keep what an author wanted to show as it is, braces and all."""
        return match[1].replace("{", OPEN).replace("}", CLOSE)

    def _capture(self, match: re.Match[str], text: str) -> str:
        """Keep a passage for the place where it is printed; where it never is, leave it here."""
        name = match[1]
        # As in Liquid, a passage may print only those that were captured before it.
        passage = f"\n\n{self._without_tags(dedent(match[2]).strip())}\n\n"
        if name in self.captured or len(re.findall(rf"\b{re.escape(name)}\b", text)) < 2:
            return passage
        self.captured[name] = passage
        return ""

    def _tag(self, match: re.Match[str]) -> str:
        name, words = match[1], match[2]
        if PICTURE_TAG.search(name):
            return self._picture(words)
        if name == "include":
            return self._include(words)
        return ""

    @staticmethod
    def _picture(words: str) -> str:
        """Return the picture that {% image "path" … "alternative text" %} shows."""
        # Alternative texts hold unescaped quotes, so only those between two words part them.
        inside = re.sub(r"""\A["']|["']\Z""", "", words.strip())
        arguments = re.split(r"""["']\s*,?\s+["']""", inside)
        if not PICTURE_FILE.search(arguments[0]):
            return ""
        alt = arguments[-1] if len(arguments) > 1 else ""
        return f'<img src="{escape(arguments[0])}" alt="{escape(" ".join(alt.split()))}">'

    def _include(self, words: str) -> str:
        """Return the captured passage that an include is given, under the heading it is given."""
        passages = "".join(
            self.captured.pop(name, "") for name in re.findall(r"[:=]\s*([\w.-]+)", words)
        )
        header = re.search(r"""\b(?:header|heading|title)\s*[:=]\s*(["'])(.+?)\1""", words)
        return f"\n\n**{header[2].strip()}**{passages}" if header and passages else passages

    def _output(self, match: re.Match[str]) -> str:
        words = match[1]
        literal = LITERAL.match(words)
        if BEFORE_AN_ADDRESS.search(match.string[max(0, match.start() - 300) : match.start()]):
            return literal[2].strip().replace(" ", "%20") if literal else ""
        if literal:
            return self._printed(literal[2].strip(), filters=words[literal.end() :])
        return self.captured.pop(words, "")

    @staticmethod
    def _printed(literal: str, *, filters: str) -> str:
        """Return what {{ "literal" | filter }} puts into running text, as far as one can tell."""
        if literal.startswith(("https://", "http://")):
            title = re.search(r""":\s*(["'])(.+?)\1""", filters)
            return f"[{title[2] if title else literal}](<{literal}>)"
        return from_handle(literal) if "link" in filters else ""
