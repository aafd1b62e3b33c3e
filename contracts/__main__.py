"""``python -m contracts verify FILE…`` and ``python -m contracts replay RECORD --at DATE``."""

import sys
from datetime import UTC, datetime

from contracts.verifier.command import main

if __name__ == "__main__":
    code, lines = main(sys.argv[1:], datetime.now(UTC))
    for line in lines:
        sys.stdout.buffer.write(line.encode() + b"\n")  # in UTF-8, whatever the terminal's locale is
    sys.exit(code)
