r"""A plain notation for formatted text, for a field that knows nothing of formatting.

It is a small part of Markdown: a blank line ends a paragraph, `**bold**`, `*italic*`,
`[words](address)`, `- ` and `1. ` begin items and `### ` and `#### ` sub-headings. What somebody
types who does not know it comes out as typed: a number begins an item only where the item is shown
with that number, and a star needs a word on one side only. A backslash before one of those signs
takes its meaning away, and `\|` stands for nothing, between a sign and the rest of a word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from plugins.rich_text.addresses import address_of
from plugins.rich_text.cleaning import written
from plugins.rich_text.lines import BREAK, PLAIN, Kind, Line, Run, Style, in_order
from plugins.rich_text.reading import lines_of

INDENT = "   "
# How much further in than the item above an item of a list within it begins.
NESTED = 2

# Not “* * *”, which parts two passages.
BULLET = re.compile(r"(?P<slashes>\\*)(?P<sign>[-•]|\*(?![ \t*]*\Z))[ \t]+(?=[^ \t])")
NUMBER = re.compile(r"(?P<number>[0-9]{1,6})(?P<slashes>\\*)(?P<sign>[.)])[ \t]+(?=[^ \t])")
HEADING = re.compile(r"(?P<slashes>\\*)(?P<sign>####?)[ \t]+(?=[^ \t])")
SIGNS = (HEADING, BULLET, NUMBER)
SIGN_OF = {Kind.HEADING: "### ", Kind.SUBHEADING: "#### ", Kind.BULLET: "- "}

# In an address, parentheses that match need no backslash.
ADDRESS = r"(?:[^\s()\[\]\\]|\\.|\((?:[^\s()\[\]\\]|\\.)*+\))*+"
INLINE = re.compile(
    rf"(?P<pairs>(?:\\\\)++)(?=\\?[*\[\]|])"
    rf"|\\(?P<hidden>[*\[\]|])"
    rf"|(?P<stars>\*+)"
    rf"|\[(?P<words>(?:[^\[\]\\{BREAK}]|\\[^{BREAK}])++)\]\((?P<address>{ADDRESS})\)"
    rf"|[^\\*\[\]]+|\\+|[\[\]]"
)
MATCHING = re.compile(r"(?:[^()]|\([^()]*\))*")
PARENTHESIS = re.compile(r"[()]")
HIDDEN_PARENTHESIS = re.compile(r"\\([()])")
# What a number of stars begins or ends.
CHANGED_BY = {1: ("italic",), 2: ("bold",), 3: ("bold", "italic")}
STARS = {"bold": "**", "italic": "*"}
# What may stand before a single star that begins italic words, and behind one that ends them.
BEFORE_WORD = frozenset("([{\"'“‘„«‹—–-/|*")  # noqa: RUF001
AFTER_WORD = frozenset(")]}[\"'”’»›—–-/|*.,;:!?…\\")  # noqa: RUF001

# What has a meaning in a line, with the backslashes before it: they have one there too.
MEANING = re.compile(r"(?<!\\)(\\*+)(?:(\*+|\](?=\())|(?<=\\)(?=[\[\]|]))")
MEANING_IN_LINK = re.compile(r"(?<!\\)(\\*+)(?:(\*+|[\[\]])|(?<=\\)(?=\|))")
LAST_BACKSLASHES = re.compile(r"(?<!\\)\\+\Z")
NOTHING = r"\|"


def from_notation(text: str) -> str:
    """Return the rich text that `text` stands for."""
    return written(in_order(_Typed().lines_of(text)))


def as_notation(html: str) -> str:
    """Return rich text in the notation; `from_notation` makes the same of it again."""
    return "".join(_noted(lines_of(html)))


# Lines


@dataclass
class _Open:
    """A line that is being read."""

    kind: Kind
    depth: int
    texts: list[str]


@dataclass
class _Typed:
    """Knows in which lists the next line of typed text is."""

    #: How far in the items of each list begin, the outermost first.
    indents: list[int] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    line: _Open | None = None

    def lines_of(self, text: str) -> Iterator[Line]:
        """Yield the lines of which `text` is the notation."""
        for typed in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            words = typed.strip(" \t")
            indent = len(typed.expandtabs(4)) - len(typed.expandtabs(4).lstrip(" "))
            if not self.take(words, indent):
                yield from self.finish()
                self.line = self.begin(words, indent) if words else None
        yield from self.finish()

    def finish(self) -> Iterator[Line]:
        """Yield the line that was read, if there is one."""
        if self.line:
            runs = _Inline(BREAK.join(self.line.texts)).runs()
            yield Line.of(runs, self.line.kind, self.line.depth)

    def take(self, words: str, indent: int) -> bool:
        """Go on with the line that is being read, where `words` belong to it."""
        line = self.line
        if line is None or not words or line.kind.is_heading or self.sign_of(words, indent):
            return False
        if line.kind.is_item and not indent:
            return False
        line.texts.append(_without_backslash(words))
        return True

    def begin(self, words: str, indent: int) -> _Open:
        """Begin a line."""
        sign = self.sign_of(words, indent)
        if sign is None:
            return self.begin_paragraph(words)
        rest = words[sign.end() :]
        if sign.re is HEADING:
            kind = Kind.HEADING if len(sign["sign"]) == 3 else Kind.SUBHEADING
            self.leave_lists(0)
            return _Open(kind, 0, [rest])
        kind = Kind.BULLET if sign.re is BULLET else Kind.NUMBERED
        return _Open(kind, self.enter_list(kind, indent), [rest])

    def begin_paragraph(self, words: str) -> _Open:
        """Begin a paragraph."""
        self.leave_lists(0)
        return _Open(Kind.PARAGRAPH, 0, [_without_backslash(words)])

    def sign_of(self, words: str, indent: int) -> re.Match[str] | None:
        """Return the sign with which `words` begin an item or a heading, if they do."""
        match = _sign(words)
        if not match or match["slashes"]:
            return None
        expected = str(self.next_number(self.depth(indent)))
        if match.re is NUMBER and match["number"] != expected:
            return None
        return match

    def depth(self, indent: int) -> int:
        """Return how deep an item lies that begins so far in."""
        return sum(indent >= outer + NESTED for outer in self.indents)

    def next_number(self, depth: int) -> int:
        """Return the number with which an item so deep would be shown."""
        goes_on = depth < len(self.kinds) and self.kinds[depth] == Kind.NUMBERED
        return self.counts[depth] + 1 if goes_on else 1

    def enter_list(self, kind: Kind, indent: int) -> int:
        """Note an item, and return how deep it lies."""
        depth = self.depth(indent)
        number = self.next_number(depth) if kind == Kind.NUMBERED else 0
        self.leave_lists(depth)
        self.indents.append(indent)
        self.kinds.append(kind)
        self.counts.append(number)
        return depth

    def leave_lists(self, depth: int) -> None:
        """Forget all lists deeper than `depth`."""
        del self.indents[depth:], self.kinds[depth:], self.counts[depth:]


def _sign(words: str) -> re.Match[str] | None:
    return next((match for sign in SIGNS if (match := sign.match(words))), None)


def _without_backslash(words: str) -> str:
    """Return words that begin with what is no sign, without the backslash that says so."""
    match = _sign(words)
    if not match or not match["slashes"]:
        return words
    place = match.start("slashes")
    return words[:place] + words[place + 1 :]


def _with_backslash(words: str, *, in_list: bool) -> str:
    """Return words that must not begin an item or a heading; `in_list`: any number might."""
    match = _sign(words)
    if not match:
        return words
    is_other_number = match.re is NUMBER and match["number"] != "1" and not match["slashes"]
    if is_other_number and not in_list:
        return words
    place = match.start("slashes")
    return f"{words[:place]}\\{words[place:]}"


def _noted(lines: Iterable[Line]) -> Iterator[str]:
    """Yield `lines` in the notation, and what stands between them."""
    numbers: list[int] = []
    is_after_item = False
    for place, line in enumerate(lines):
        is_item = line.kind.is_item
        if place:
            yield "\n" if is_item and is_after_item else "\n\n"
        numbers = _counted(numbers, line)
        first, *others = _text_of(line.runs).split("\n")
        yield _begun(line, first, numbers, in_list=is_after_item)
        for words in others:
            yield "\n" + INDENT * (line.depth + is_item) + _with_backslash(words, in_list=is_item)
        is_after_item = is_item


def _counted(numbers: list[int], line: Line) -> list[int]:
    """Return which number `line` and each item above it has, 0 where it has none."""
    if not line.kind.is_item:
        return []
    before = numbers[line.depth] if line.depth < len(numbers) else 0
    return [*numbers[: line.depth], before + 1 if line.kind == Kind.NUMBERED else 0]


def _begun(line: Line, words: str, numbers: list[int], *, in_list: bool) -> str:
    """Return the first words of `line` with its sign; what stands behind a sign is none."""
    if line.kind == Kind.PARAGRAPH:
        return _with_backslash(words, in_list=in_list)
    sign = f"{numbers[-1]}. " if line.kind == Kind.NUMBERED else SIGN_OF[line.kind]
    return INDENT * line.depth + sign + words


# Pieces


@dataclass
class _Piece:
    """Words of a line that is being read, or the place of a sign."""

    text: str
    style: Style


class _Inline:
    """Reads a line without its sign; knows whether the next words are bold or italic."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[_Piece] = []
        self.style = PLAIN
        #: At which piece words became bold or italic, until they no longer are.
        self.begun: dict[str, int] = {}

    def runs(self) -> list[Run]:
        """Return the pieces that the line consists of."""
        self.read(0, len(self.text))
        # What began and never ended was no sign.
        for name, place in self.begun.items():
            self.pieces[place].text += STARS[name]
            for piece in self.pieces[place + 1 :]:
                piece.style = _without(name, piece.style)
        return [(piece.text, piece.style) for piece in self.pieces]

    def read(self, start: int, end: int) -> None:
        """Read a part of the line."""
        while start < end and (match := INLINE.match(self.text, start)):
            start = match.end()
            if match["stars"]:
                self.take_stars(match)
            elif match["words"] and (url := address_of(_shown(match["address"]))):
                self.style = self.style._replace(url=url)
                self.read(*match.span("words"))
                self.style = self.style._replace(url="")
            elif match["words"]:
                self.add("[")
                start = match.start() + 1
            else:
                self.add(_meant(match))

    def add(self, text: str) -> None:
        """Add words as they are."""
        self.pieces.append(_Piece(text, self.style))

    def take_stars(self, match: re.Match[str]) -> None:
        """Begin or end what is bold or italic, where the stars can do so."""
        before = self.text[match.start() - 1 : match.start()] if match.start() else ""
        after = self.text[match.end() : match.end() + 1]
        names = CHANGED_BY.get(len(match["stars"]), ())
        if not names or not all(self.may_change(name, names, before, after) for name in names):
            self.add(match["stars"])
            return
        self.add("")
        for name in names:
            if self.begun.pop(name, None) is None:
                self.begun[name] = len(self.pieces) - 1
        self.style = self.style._replace(bold="bold" in self.begun, italic="italic" in self.begun)

    def may_change(self, name: str, names: tuple[str, ...], before: str, after: str) -> bool:
        """Whether stars between two characters may begin, or end, what `name` says."""
        is_single = names == ("italic",)
        if name in self.begun:
            return not _is_space(before) and (not is_single or _ends_word(after))
        return not _is_space(after) and (not is_single or _begins_word(before))


def _without(name: str, style: Style) -> Style:
    return style._replace(
        bold=style.bold and name != "bold", italic=style.italic and name != "italic"
    )


def _is_space(character: str) -> bool:
    return not character or character.isspace()


def _begins_word(before: str) -> bool:
    return _is_space(before) or before in BEFORE_WORD


def _ends_word(after: str) -> bool:
    return _is_space(after) or after in AFTER_WORD


def _meant(match: re.Match[str]) -> str:
    """Return what words, backslashes or a sign that a backslash hides stand for."""
    if match["pairs"]:
        return "\\" * (len(match["pairs"]) // 2)
    if match["hidden"]:
        return "" if match["hidden"] == "|" else match["hidden"]
    return match[0]


def _shown(address: str) -> str:
    return HIDDEN_PARENTHESIS.sub(r"\1", address)


def _text_of(runs: Iterable[Run]) -> str:
    """Return the notation of a line's pieces, without the line's sign."""
    parts, style = [""], PLAIN
    for words, new in (*runs, ("", PLAIN)):
        noted = _noted_words(words, new)
        if new != style:
            # Before a sign backslashes have a meaning.
            parts[-1] = LAST_BACKSLASHES.sub(lambda match: match[0] * 2, parts[-1])
            parts.append(_change(style, new, before=parts[-1][-1:], after=noted[:1]))
        parts.append(noted)
        style = new
    return "".join(parts)


def _change(old: Style, new: Style, *, before: str, after: str) -> str:
    """Return what stands between words of two styles, which themselves stand around it."""
    leaves = bool(old.url) and old.url != new.url
    enters = bool(new.url) and old.url != new.url
    stars = "**" * (old.bold != new.bold) + "*" * (old.italic != new.italic)
    if stars == "*":
        stars = _single_star(
            new.italic, before=")" if leaves else before, after="[" if enters else after
        )
    link = f"]({_noted_address(old.url)})" if leaves else ""
    return f"{link}{stars}{'[' if enters else ''}"


def _single_star(begins: bool, *, before: str, after: str) -> str:
    if begins:
        return "*" if _begins_word(before) else f"{NOTHING}*"
    return "*" if _ends_word(after) else f"*{NOTHING}"


def _noted_words(words: str, style: Style) -> str:
    meaning = MEANING_IN_LINK if style.url else MEANING
    return meaning.sub(_without_meaning, words)


def _without_meaning(match: re.Match[str]) -> str:
    slashes, sign = match[1], match[2] or ""
    around = (
        match.string[max(match.start() - 1, 0) : match.start()],
        match.string[match.end() :][:1],
    )
    if not slashes and sign == "*" and _stands_free(*around):
        return sign
    return slashes * 2 + "".join(f"\\{character}" for character in sign)


def _stands_free(before: str, after: str) -> bool:
    """Whether a star between two characters can never be a sign, as in “2 * 3” and “2*3”."""
    if not before or not after:
        return False
    return (before.isspace() and after.isspace()) or (before.isalnum() and after.isalnum())


def _noted_address(url: str) -> str:
    return url if MATCHING.fullmatch(url) else PARENTHESIS.sub(lambda match: f"\\{match[0]}", url)
