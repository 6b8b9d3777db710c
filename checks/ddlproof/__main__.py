"""The command as a process of its own: `ddlproof`, and `python -m ddlproof`, which is the same."""

import atexit
import gc
import os
import signal
import sys
from types import FrameType
from typing import Any, NoReturn

PATIENT = 100_000
"""Objects made before garbage is looked for: with Python's 700, that takes a tenth of the time of a short run."""
SWITCH_SECONDS = 0.0005
"""How long a thread that computes keeps one waiting that has heard from the server; for Python that is 5 ms."""
INTERRUPTED = 130
AGAIN_SECONDS = 0.01

_waiting: list[int] = []


def main() -> int:
    """Run the command. However it is asked to stop, a server or container of its own is stopped on the way out."""
    gc.set_threshold(PATIENT)
    sys.setswitchinterval(SWITCH_SECONDS)
    _listen(_stop)
    try:
        if sys.argv[1:2] == ["lint"]:
            from ddlproof import memory

            if (known := memory.recall(sys.argv[2:])) is not None:
                return memory.show(*known)
        from ddlproof.cli import main as run

        status = run()
    except KeyboardInterrupt:
        status = INTERRUPTED
    _listen(signal.SIG_DFL)  # nothing is left to be stopped; until the process has ended, a signal just ends it
    return INTERRUPTED if signal.SIGINT in _waiting else status


def run() -> NoReturn:
    """The process: run the command, then end without taking apart what the system frees at once.

    Python would free each object by itself, a quarter of the time of `ddlproof diff`. What is registered for the end of
    the process is done all the same.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    status = main()
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(status)  # Python says what it could not write
    os._exit(status)


def _listen(handler: Any) -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN if name == "SIGALRM" and handler is signal.SIG_DFL else handler)


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave by the front door; a little later where Python would drop the exception.

    It does in `__del__`, and in the callbacks of the import system, which then keeps its lock for ever.
    """
    if number != getattr(signal, "SIGALRM", None):
        _waiting.append(number)
    if hasattr(signal, "setitimer") and _drops(frame):
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    elif _waiting:
        first = _waiting[0]
        _waiting.clear()
        raise KeyboardInterrupt if first == signal.SIGINT else SystemExit(128 + first)


def _drops(frame: FrameType | None) -> bool:
    while frame is not None:
        code = frame.f_code
        if code.co_name == "__del__" or code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


if __name__ == "__main__":
    run()
