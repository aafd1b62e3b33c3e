"""Tables as files: RFC 4180, in UTF-8 with its mark so that spreadsheets know; sent while they are read."""

import csv
import io
from collections.abc import AsyncIterator, Sequence

from litestar.response import Stream

Row = Sequence[str]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet begins a formula with; the wide ones are taken for the others in some languages."""


def plain(text: str) -> str:
    """A word from outside as a cell: an apostrophe keeps a spreadsheet from working it out as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_file(name: str, heading: Row, rows: AsyncIterator[Row]) -> Stream:
    """The answer that carries the table as `name`.csv, which is for its reader alone and kept by nobody between."""
    return download(f"{name}.csv", "text/csv", _lines(heading, rows))


def download(name: str, media_type: str, content: AsyncIterator[str]) -> Stream:
    """An answer that is a file of this name, made as it is sent."""
    plain_name = name.encode("ascii", "ignore").decode()
    return Stream(
        content,
        media_type=media_type,
        headers={"content-disposition": f'attachment; filename="{plain_name}"', "cache-control": "no-store"},
    )


async def _lines(heading: Row, rows: AsyncIterator[Row]) -> AsyncIterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heading)
    yield "\ufeff" + buffer.getvalue()
    async for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(row)
        yield buffer.getvalue()
