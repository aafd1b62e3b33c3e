"""`moi` and `python -m market`: the command line, loaded so that Ctrl-C meanwhile ends it without a word."""

import signal
import sys


def main() -> None:
    """Run the command that was asked for."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from market.cli import main as commands

    # `moi up` loads more and then watches for it itself: what is raised into a library that loads may be swallowed.
    if sys.argv[1:2] != ["up"]:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    commands()


if __name__ == "__main__":
    main()
