"""The images of the demo's conversations, drawn here: what a brand shows, and what a holder scribbles."""

import io

from PIL import Image, ImageDraw, ImageFilter

INK, PAPER, CREAM = (43, 38, 56), (250, 247, 240), (244, 238, 226)
COLOURS = ((176, 84, 60), (92, 120, 84), (60, 86, 128))
THREE_BAGS = "Trois sacoches de guidon, en terre cuite, vert sauge et bleu"
MY_BAG = "Un croquis : une sacoche ronde sur un guidon, avec une poche pour un carnet"
_LARGER = 2  # drawn twice as large and made smaller, for smooth edges


def three_bags() -> bytes:
    """The same bag in three colours, as a shop shows it."""
    width, height = 1200, 520
    image = Image.new("RGB", (width * _LARGER, height * _LARGER), CREAM)
    draw = ImageDraw.Draw(image)
    for place, colour in enumerate(COLOURS):
        _bag(draw, 60 + place * 380, 130, colour)
    return _file(image, width, height)


def my_bag() -> bytes:
    """Ink on paper, by somebody who does not draw every day."""
    width, height = 900, 640
    image = Image.new("RGB", (width * _LARGER, height * _LARGER), PAPER)
    draw = ImageDraw.Draw(image)
    for box, begin, end in (
        ((120, 60, 780, 300), 190, 350),  # the handlebar
        ((210, 190, 690, 580), 0, 360),
        ((300, 300, 600, 530), 0, 180),  # the pocket
    ):
        draw.arc(_times(box), begin, end, fill=INK, width=5 * _LARGER)
    draw.line(_times((300, 415, 600, 415)), fill=INK, width=5 * _LARGER)
    for x in (340, 560):
        draw.line(_times((x, 66, x + 4, 222)), fill=INK, width=9 * _LARGER)
    draw.rectangle(_times((390, 345, 510, 415)), outline=INK, width=4 * _LARGER)
    return _file(image, width, height)


def _bag(draw: ImageDraw.ImageDraw, x: int, y: int, colour: tuple[int, int, int]) -> None:
    darker = tuple(int(it * 0.78) for it in colour)
    draw.ellipse(_times((x + 20, y + 236, x + 300, y + 272)), fill=(226, 216, 198))
    draw.rounded_rectangle(_times((x, y, x + 320, y + 250)), 56 * _LARGER, fill=colour)
    draw.rounded_rectangle(_times((x, y, x + 320, y + 120)), 56 * _LARGER, fill=darker)
    draw.rectangle(_times((x + 148, y + 96, x + 172, y + 150)), fill=PAPER)
    for strap in (60, 236):
        draw.rectangle(_times((x + strap, y - 40, x + strap + 24, y + 40)), fill=INK)


def _times(box: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(it * _LARGER for it in box)


def _file(image: Image.Image, width: int, height: int) -> bytes:
    out = io.BytesIO()
    smooth = image.filter(ImageFilter.SMOOTH).resize((width, height), Image.Resampling.LANCZOS)
    smooth.save(out, "PNG")
    return out.getvalue()
