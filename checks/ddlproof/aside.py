"""Work in a thread of its own, while this one waits for a server."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Aside(Generic[Made]):
    """What a function makes, being made. A run that is left does not wait for it."""

    _made: Made

    def __init__(self, work: Callable[[], Made]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> Made:
        """What was made.

        Raises:
            BaseException: whatever the function raised.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._made

    def _run(self) -> None:
        try:
            self._made = self._work()
        except BaseException as error:  # noqa: BLE001 -- whatever it is, it is raised where the result is asked for
            self._error = error
