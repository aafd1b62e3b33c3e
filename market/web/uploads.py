"""What a form with a file sent: its fields, and the bytes of one file. They stay in memory, and its name is not read.

A file that is too large is read to its end and not kept, so that whoever sent it gets a page with the words they typed,
and not a connection that breaks.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from litestar.exceptions import ClientException
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from market.base.access import Principal
from market.base.errors import Invalid, Refusal
from market.relations.conversation.rules import Enclosed
from market.relations.errors import MayGiveYouAway, PictureUndescribed
from market.relations.pictures.limits import BYTES_MOST, KEPT_MOST
from market.relations.pictures.process import Picture, drawn_anew
from market.web.forms import LONGEST, Ask, text

READ_MOST: Final = 64 * 1024 * 1024  # bytes of a whole form, most of which are thrown away
TOO_LARGE: Final = {"too_large": "picture-too-large"}
FILE, KEPT, ALT = "picture", "kept", "alt"
_KEPT_MOST: Final = 4 * (KEPT_MOST + 2) // 3 + 4  # characters of base64
_PARTS_MOST: Final = 16


@dataclass(frozen=True)
class Upload:
    """A form's fields, and the file of its field `picture`: of one too large a byte more than is taken."""

    fields: Mapping[str, str]
    file: bytes

    @property
    def enclosed(self) -> Enclosed | None:
        """The picture that goes with a message: the one just chosen, or the one that an earlier page kept for it."""
        if text(self.fields, "without") == "yes":
            return None
        data, alt = self.file or _kept(self.fields.get(KEPT, "")), text(self.fields, ALT)
        return Enclosed(data, alt) if data or alt else None


@dataclass(frozen=True)
class Kept:
    """A picture that waits in a form for its words to be mended."""

    picture: Picture

    @property
    def base64(self) -> str:
        return base64.b64encode(self.picture.jpeg).decode()


async def sent_in(request: Ask) -> Upload:
    """The form that a request carries, with a file or without."""
    kind, options = request.content_type
    if kind != "multipart/form-data":
        form = await request.form()
        return Upload({name: value for name, value in form.items() if isinstance(value, str)}, b"")
    fields: dict[str, bytearray] = {}
    try:
        with PushMultipartParser(options.get("boundary", ""), max_segment_count=_PARTS_MOST) as parser:
            at = ""
            async for chunk in request.stream():
                for it in parser.parse(chunk):
                    if isinstance(it, MultipartSegment):
                        at = it.name
                        fields[at] = bytearray()
                    elif it:
                        room = _most(at) - len(fields[at])
                        fields[at] += it[: max(room, 0)]
    except (MultipartError, ValueError) as error:
        raise ClientException("this is no form") from error
    file = bytes(fields.pop(FILE, b""))
    return Upload({name: value.decode("utf-8", "replace") for name, value in fields.items()}, file)


async def kept_for(
    who: Principal, enclosed: Enclosed | None, refusal: Refusal
) -> tuple[Kept | None, Refusal]:
    """What is kept of a picture whose words were refused, so that it need not be chosen again; and the refusal to show:
    where nothing is wrong with the words, and they were only asked about, what is wrong with the picture."""
    wrong = refusal.code.startswith("picture-") and not isinstance(refusal, PictureUndescribed)
    if enclosed is None or wrong or not isinstance(refusal, Invalid):
        return None, refusal
    try:
        return Kept(await drawn_anew(enclosed.data, who.person)), refusal
    except Refusal as of_picture:
        return None, of_picture if isinstance(refusal, MayGiveYouAway) else refusal


def _most(field: str) -> int:
    """How many bytes of a field are kept; of a file one more than is taken, so that it is seen to be too large."""
    return {FILE: BYTES_MOST + 1, KEPT: _KEPT_MOST}.get(field, 4 * LONGEST)


def _kept(words: str) -> bytes:
    try:
        return base64.b64decode(words, validate=True)
    except (binascii.Error, ValueError):
        return b""
