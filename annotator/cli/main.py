"""`annotator ...`: runs one command.

Exit 0: done. Exit 1: refused, with one clear line on stderr. Exit 2: wrong usage.
"""

import gc
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from annotator.cli.answer import Answer
from annotator.cli.parser import make_parser
from annotator.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = make_parser().parse_args(argv)
    # A large study is a million small rows, none of them in a knot: no need to look through all of them time and again.
    gc.set_threshold(100_000)
    room, _, name = arguments.run.partition(":")
    try:
        if hasattr(arguments, "person"):
            import_module("annotator.study.audit").works_as(arguments.person)
        if getattr(arguments, "asked", ""):
            import_module("annotator.cli.people").check_asked(arguments)
        run: Callable[..., Answer | int] = getattr(import_module(f"annotator.cli.{room}"), name)
        answer = run(arguments)
        if isinstance(answer, int):
            return answer
        answer.say(as_json=arguments.json)
    except UserError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("annotator: stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Who read our output has had enough (`annotator ... | head`); Python would complain once more at its end.
        sys.stdout = None
        return 0
    return answer.exit_code
