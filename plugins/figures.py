"""Reading what people write as a figure, and drawing two of them as bars.

A wrong bar is worse than none: what may be read in two ways is not read.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import get_format

# A number, and what stands before and after it. Its digits may be parted by a point, a comma, an
# apostrophe, or a space of any kind that is in use for it.
AMOUNT = re.compile(
    r"(?P<sign>[-+\u2212\u2013]?)(?P<before>[^\d+\u2212\u2013-]*)(?P<sign_behind>[-+\u2212\u2013]?)"
    r"(?P<number>\d+(?:[.,'\u2019 \u00a0\u2009\u202f]\d+)*)(?P<after>.*)",
    re.DOTALL,
)
MINUS = {"-", "\u2212", "\u2013"}
GROUP = 3
NOUGHT = Decimal(0)
# “CHF 200”, in the codes of ISO 4217.
CURRENCY_CODE = re.compile("[A-Z]{3}")
# “US$ 200”: the letters beside the sign.
LETTERS = re.compile("[A-Za-z]{0,3}")
SHARES = set("%\u2030\u00b0")


@dataclass(frozen=True)
class Amount:
    """A number and what it counts, as far as it is written with it: “£”, “%”, “days”."""

    number: Decimal
    unit: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Bar:
    """A bar on a line of a hundred parts, in the form that SVG takes."""

    start: str
    length: str


@dataclass(frozen=True)
class Bars:
    """A measure before and after, on one scale, and the place of nought on it."""

    before: Bar
    after: Bar
    nought: str


def bars_for(before: str, after: str) -> Bars | None:
    """Return two figures as bars; None where one is no number or they count different things."""
    first, second = read_amount(before), read_amount(after)
    if first is None or second is None or first.unit != second.unit:
        return None
    lowest = min(NOUGHT, first.number, second.number)
    highest = max(NOUGHT, first.number, second.number)
    if lowest == highest:
        return None
    scale = 100 / (highest - lowest)
    return Bars(
        before=bar(first.number, lowest, scale),
        after=bar(second.number, lowest, scale),
        nought=percent(-lowest * scale),
    )


def bar(number: Decimal, lowest: Decimal, scale: Decimal) -> Bar:
    """Return the bar from nought to `number`, on a line that begins at `lowest`."""
    return Bar(percent((min(NOUGHT, number) - lowest) * scale), percent(abs(number) * scale))


def percent(share: Decimal) -> str:
    """Return a share in hundredths, never in the reader's way of writing numbers."""
    return f"{share:.2f}%"


def read_amount(text: str) -> Amount | None:
    """Return the one number that `text` says, in the reader's language; None where it is unclear.

    “1,200”, “3.5”, “12 %”, “£38,000” and “-2 h” are read; “2 of 9”, “<5” and “half” are not.
    """
    found = AMOUNT.fullmatch(text.strip())
    if found is None or (found["sign"] and found["sign_behind"]):
        return None
    number = read_number(found["number"])
    before, after = found["before"].strip(), found["after"].strip()
    if number is None or not (may_stand_before(before) and may_stand_after(after)):
        return None
    is_less = (found["sign"] or found["sign_behind"]) in MINUS
    return Amount(-number if is_less else number, (fold(before), fold(after)))


def read_number(digits: str) -> Decimal | None:
    """Return what digits and separators say, None where these stand in no known order."""
    separators = re.findall(r"\D", digits)
    if not separators:
        return Decimal(digits)
    *groups, last = re.split(r"\D", digits)
    if is_fraction(separators, groups, last):
        whole, fraction, separators = groups, last, separators[:-1]
    else:
        whole, fraction = [*groups, last], "0"
    is_grouped = all(len(group) == GROUP for group in whole[1:]) and len(whole[0]) <= GROUP
    if separators and not (is_grouped and len(set(separators)) == 1):
        return None
    return None if is_unclear(digits) else Decimal(f"{''.join(whole)}.{fraction}")


def is_fraction(separators: list[str], groups: list[str], last: str) -> bool:
    """Tell whether what follows the last separator is a fraction, and not three more digits."""
    if separators[-1] not in ".,":
        return False
    if len(separators) > 1:
        return separators[-1] not in separators[:-1]
    return len(last) != GROUP or len(groups[0]) > GROUP or groups[0].startswith("0")


def is_unclear(digits: str) -> bool:
    """Tell whether `digits` are thousands to some and thousandths to others, as “1.200” is.

    To readers of a language that writes thousands with this separator they are clear.
    """
    lone = re.fullmatch(r"[^\D0]\d{0,2}([.,])\d{3}", digits)
    return lone is not None and lone[1] != get_format("THOUSAND_SEPARATOR")


def may_stand_before(words: str) -> bool:
    """Tell whether `words` before a number are a currency, or none; “day 3” is no amount."""
    letters = "".join(sign for sign in words if not is_currency(sign))
    return bool((LETTERS if letters != words else CURRENCY_CODE).fullmatch(letters)) or not words


def may_stand_after(words: str) -> bool:
    """Tell whether `words` behind a number say what it counts, and hold no other number."""
    if any(sign.isnumeric() for sign in words):
        return False
    return not words or words[0].isalpha() or words[0] in SHARES or is_currency(words[0])


def is_currency(sign: str) -> bool:
    """Tell whether a character is the sign of a currency."""
    return unicodedata.category(sign) == "Sc"


def fold(words: str) -> str:
    """Return `words` as they are compared: without regard to capitals and spaces."""
    return " ".join(words.casefold().split())
