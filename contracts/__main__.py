"""``python -m contracts verify FILE…`` and ``python -m contracts replay RECORD --at DATE``."""

import os
import sys
from datetime import UTC, datetime

from contracts.verifier.command import main

if __name__ == "__main__":
    code, lines = main(sys.argv[1:], datetime.now(UTC))
    try:
        for line in lines:
            sys.stdout.buffer.write(line.encode() + b"\n")  # in UTF-8, whatever the terminal's locale is
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
