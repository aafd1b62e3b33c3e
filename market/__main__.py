"""`moi` and `python -m market`: the command line, loaded so that Ctrl-C meanwhile ends it without a word."""

import signal


def main() -> None:
    """Run the command that was asked for."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from market.cli import main as commands

    signal.signal(signal.SIGINT, signal.default_int_handler)
    commands()


if __name__ == "__main__":
    main()
