import json
import re
from hashlib import sha256

import pytest

from market.base.templating import STATIC, asset

SHEETS = sorted(STATIC.glob("*.css"))


def test_every_vendored_file_is_the_one_that_was_recorded() -> None:
    vendor = STATIC / "vendor"
    recorded = json.loads((vendor / "vendor.json").read_text())
    for entry in recorded:
        assert sha256((vendor / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["name"]
        assert (vendor / entry["licence_file"]).read_text().strip()
        assert entry["version"] and entry["licence"]
    known = {"vendor.json"} | {entry[key] for entry in recorded for key in ("file", "licence_file")}
    assert {path.name for path in vendor.iterdir()} == known


def test_every_font_comes_with_its_licence() -> None:
    fonts = sorted((STATIC / "fonts").glob("*.woff2"))
    assert len(fonts) == 2
    for font in fonts:
        family = font.name.partition("-latin")[0]
        assert "SIL OPEN FONT LICENSE" in (STATIC / f"fonts/{family}-OFL.txt").read_text().upper()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_asks_only_for_files_that_are_here(sheet) -> None:  # type: ignore[no-untyped-def]
    css = sheet.read_text()
    assert "http" not in css and "@import" not in css
    for address in re.findall(r'url\("([^"]+)"\)', css):
        assert (STATIC / address).is_file(), address


def test_every_value_that_a_sheet_uses_is_declared() -> None:
    css = "".join(sheet.read_text() for sheet in SHEETS)
    declared = set(re.findall(r"(--[a-z0-9-]+):", css))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", css))
    assert used <= declared
    assert declared <= used, "a value that nothing uses"


def test_colours_are_named_in_one_sheet() -> None:
    for sheet in SHEETS:
        if sheet.name != "tokens.css":
            # The stage with its light out is the one place that mixes its own.
            rules = re.sub(r"\.stage:has[^}]+}", "", sheet.read_text())
            assert not re.findall(r"#[0-9a-f]{6}", rules), sheet.name


def test_an_address_carries_a_mark_of_its_content() -> None:
    mark = sha256((STATIC / "moi.js").read_bytes()).hexdigest()[:12]
    assert asset("moi.js") == f"/static/moi.js?v={mark}"
    with pytest.raises(FileNotFoundError):
        asset("nothing.css")


def test_drawings_carry_no_script_and_ask_no_one() -> None:
    for drawing in STATIC.rglob("*.svg"):
        text = drawing.read_text()
        assert "<script" not in text and "href" not in text and "style=" not in text
