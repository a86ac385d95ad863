"""The door: `backpack-tui` and `python -m tui` come in here."""

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Textual reads this when it is imported: a paint then waits 4 ms for its turn, not 17.
    os.environ.setdefault("TEXTUAL_FPS", "240")
    from tui.cli import cli  # noqa: PLC0415  # after the line above, or it has no effect

    sys.exit(cli(prog_name="backpack-tui"))


if __name__ == "__main__":
    main()
