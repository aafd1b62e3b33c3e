"""Text as whoever looks for a name in it has to read it: without case, accents, look-alikes and gaps. Pure.

A fence, not a proof: each view undoes a way in which people commonly write what they should not. What is compared is
compared in every view.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_LOOKALIKES: Final = str.maketrans(
    "абвгеёзіјкмнопрстухцьѕԁԛԝαβεζηικμνοπρτυχω",
    "abbreezijkmhonpctyxubsdqwabezhikmvonptuxw",
)
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss"})
_INVISIBLE: Final = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})
_LEET: Final = ("01345789@$!|€", ("oieastbgasile", "oleastbgasile"))

_UNITS: Final = {
    "zero": "0",
    "oh": "0",
    "un": "1",
    "une": "1",
    "one": "1",
    "deux": "2",
    "two": "2",
    "trois": "3",
    "three": "3",
    "quatre": "4",
    "four": "4",
    "cinq": "5",
    "five": "5",
    "six": "6",
    "sept": "7",
    "seven": "7",
    "huit": "8",
    "eight": "8",
    "neuf": "9",
    "nine": "9",
    "dix": "10",
    "ten": "10",
    "onze": "11",
    "eleven": "11",
    "douze": "12",
    "twelve": "12",
    "treize": "13",
    "thirteen": "13",
    "quatorze": "14",
    "fourteen": "14",
    "quinze": "15",
    "fifteen": "15",
    "seize": "16",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
    "vingt": "20",
    "twenty": "20",
    "trente": "30",
    "thirty": "30",
    "quarante": "40",
    "forty": "40",
    "cinquante": "50",
    "fifty": "50",
    "soixante": "60",
    "sixty": "60",
    "septante": "70",
    "seventy": "70",
    "huitante": "80",
    "eighty": "80",
    "nonante": "90",
    "ninety": "90",
}
_NUMBER: Final = re.compile(r"\b(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")\b")
_GAPS: Final = r"[\s.,\-_/()·•:;*|+~'\"]{1,6}"
_SPELLED: Final = re.compile(rf"(?<!\w)\w(?:{_GAPS}\w(?!\w)){{2,}}")
_NEAR: Final = re.compile(r"[oil]*\d[\doil]*|(?<=[\doil][\s.\-])[oil]{2}(?!\w)")
_AS_DIGITS: Final = str.maketrans("oil", "011")
_APART: Final = re.compile(rf"(?<=\d){_GAPS}(?=\d)")


def plain(text: str) -> str:
    """Without case, accents, invisible signs and letters of other alphabets that look like ours."""
    apart = unicodedata.normalize("NFKD", text)
    seen = (
        str(unicodedata.decimal(letter, letter))
        for letter in apart
        if not unicodedata.combining(letter)
        and (letter in "\n\t" or unicodedata.category(letter) not in _INVISIBLE)
        and letter != "\u20e3"
    )
    return "".join(seen).replace("’", "'").casefold().translate(_LIGATURES).translate(_LOOKALIKES)


def unspelled(text: str) -> str:
    """Letters and digits that stand apart, put together: "c.a.m i" is "cami". `text` is plain."""
    return _SPELLED.sub(lambda found: re.sub(_GAPS, "", found.group()), text)


def in_digits(text: str, *, ones: bool = True) -> str:
    """Number words as digits, and letters that stand for one beside a digit; `ones`: also "un", which is an article.
    `text` is plain."""
    words = _NUMBER.sub(
        lambda found: found.group() if _UNITS[found.group()] == "1" and not ones else _UNITS[found.group()],
        text,
    )
    return _NEAR.sub(lambda found: found.group().translate(_AS_DIGITS), words)


def numbered(text: str) -> str:
    """`in_digits`, and digits that stand apart put together. `text` is plain."""
    return _APART.sub("", in_digits(text))


def views(text: str) -> Iterator[str]:
    """Every way in which the text is read; what stands in none of them is not in it."""
    once = plain(text)
    found = dict.fromkeys((once, unspelled(once)))
    signs, letters = _LEET
    for way in letters:
        as_letters = once.translate(str.maketrans(signs, way))
        found |= dict.fromkeys((as_letters, unspelled(as_letters)))
    yield from found


def tokens(view: str) -> list[str]:
    """The words of a view: what stands between signs that are no letters and digits."""
    return re.findall(r"[^\W_]+", view)


def single(word: str) -> str:
    """Without letters said twice: "cammille" is "camile"."""
    return re.sub(r"(.)\1+", r"\1", word)


_MOST_PARTS: Final = 12


def says(text: str, word: str) -> bool:
    """Whether `word` (letters and digits) is said in any view: as a word, in pieces side by side, or backwards;
    one of six letters and more also inside another."""
    sought = "".join(tokens(plain(word)))
    if not sought:
        return False
    shapes = {sought} | ({sought[::-1]} if len(sought) > 2 else set())
    shapes |= {single(it) for it in shapes if len(single(it)) > 2}
    for view in views(text):
        words = tokens(view)
        if len(sought) > 5 and any(shape in word for word in words for shape in shapes):
            return True
        if any(_in_pieces(words, shape) for shape in shapes):
            return True
        if len(sought) > 2 and any(_in_pieces([single(it) for it in words], shape) for shape in shapes):
            return True
    return False


def _in_pieces(words: list[str], shape: str) -> bool:
    """Whether some words side by side make up the shape."""
    for first in range(len(words)):
        joined = ""
        for word in words[first : first + max(_MOST_PARTS, len(shape))]:
            joined += word
            if joined == shape:
                return True
            if not shape.startswith(joined):
                break
    return False
