"""What a picture may be before it is decoded, what decoding may cost, and what comes of it. No import of ours:
the decoder's own process reads this too."""

from typing import Final

BYTES_MOST: Final = 8 * 1024 * 1024
PIXELS_MOST: Final = 25_000_000
"""Read from the file's header, before anything is decoded: a small file can unfold to gigabytes."""
SCANS_MOST: Final = 64
"""A progressive JPEG says each pixel again in every scan; cameras write about ten."""

MEMORY_MOST: Final = 512 * 1024 * 1024  # bytes of address space, the interpreter's included
CPU_SECONDS: Final = 6
WALL_SECONDS: Final = 20.0

SIDE_MOST: Final = 1600  # pixels of the longer side, as it is kept
KEPT_MOST: Final = 640 * 1024  # bytes, as it is kept
TRIES: Final = ((SIDE_MOST, 85), (SIDE_MOST, 72), (1280, 72), (960, 60), (640, 50))
"""Longer side and JPEG quality, until it fits: pure noise fits at the last of them."""
