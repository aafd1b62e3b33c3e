"""Builders: pictures made for a test, with whatever a camera, a programme or a trickster writes into a file."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

KINDS = ("JPEG", "PNG", "WEBP")


def a_scene(width: int = 120, height: int = 80) -> Image.Image:
    """Four quarters of different colours, so that each way up and each change of colour is seen."""
    image = Image.new("RGB", (width, height), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    half_x, half_y = width // 2, height // 2
    draw.rectangle((0, 0, half_x - 1, half_y - 1), fill=(200, 30, 30))
    draw.rectangle((half_x, 0, width, half_y - 1), fill=(30, 160, 60))
    draw.rectangle((0, half_y, half_x - 1, height), fill=(40, 60, 200))
    return image


def a_file(kind: str = "JPEG", image: Image.Image | None = None, **more: Any) -> bytes:
    """A file of one of the three kinds."""
    out = io.BytesIO()
    (image or a_scene()).save(out, kind, **({"lossless": True} if kind == "WEBP" else {}), **more)
    return out.getvalue()


def frames_of(kind: str) -> bytes:
    """A file of two pictures, one after the other."""
    out = io.BytesIO()
    a_scene().save(out, kind, save_all=True, append_images=[a_scene().rotate(90)], duration=100)
    return out.getvalue()


def noise(width: int, height: int, kind: str = "JPEG", **more: Any) -> bytes:
    """A file that takes a while."""
    return a_file(kind, Image.effect_noise((width, height), 60).convert("RGB"), **more)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, *before_data: bytes, data: bytes = b"") -> bytes:
    """A PNG that says what size it has and holds what it is given."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rest = (
        b"".join(before_data)
        + png_chunk(b"IDAT", data or zlib.compress(b"\0" * 64))
        + png_chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + head + rest


def within_png(file: bytes, *chunks: bytes) -> bytes:
    """The PNG with more chunks after its header."""
    return file[:33] + b"".join(chunks) + file[33:]


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def within_jpeg(file: bytes, *segments: bytes) -> bytes:
    """The JPEG with more segments after its beginning."""
    return file[:2] + b"".join(segments) + file[2:]


def within_webp(file: bytes, kind: bytes, body: bytes) -> bytes:
    """The WebP with one more chunk at its end."""
    chunk = kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return file[:4] + struct.pack("<I", len(file) - 8 + len(chunk)) + file[8:] + chunk


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def quarters(image: Image.Image) -> list[str]:
    """The colours of the four quarters, left to right and top to bottom, in a letter each."""
    width, height = image.size
    at = [(x, y) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    said = []
    for place in at:
        pixel = image.convert("RGB").getpixel(place)
        assert isinstance(pixel, tuple)
        most = max(pixel)
        said.append("w" if min(pixel) > 200 else "rgb"[pixel.index(most)])
    return said
