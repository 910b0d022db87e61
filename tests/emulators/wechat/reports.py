"""What WeChat does after it has answered: a thread that works off jobs, one after the other."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Condition, Thread

Job = Callable[[], None]


class Reports:
    """The thread and its jobs. What goes wrong in a job is raised by `settle` and `stop`."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._done = Condition()
        self._open = 0
        self._errors: list[BaseException] = []
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._work, name="wechat-reports")
        self._thread.start()

    def later(self, job: Job) -> None:
        """Do it soon."""
        with self._done:
            self._open += 1
        self._jobs.put(job)

    def settle(self, timeout: float) -> None:
        """Waits until all jobs are done; raises TimeoutError after `timeout` seconds."""
        with self._done:
            if not self._done.wait_for(lambda: not self._open, timeout):
                raise TimeoutError(f"{self._open} reports under way")
        self._complain()

    def stop(self) -> None:
        """Ends when the jobs that are left are worked off."""
        self._jobs.put(None)
        if self._thread:
            self._thread.join()
        self._complain()

    def _work(self) -> None:
        while job := self._jobs.get():
            try:
                job()
            except Exception as error:  # noqa: BLE001 - told to the test by _complain
                self._errors.append(error)
            with self._done:
                self._open -= 1
                self._done.notify_all()

    def _complain(self) -> None:
        if self._errors:
            raise self._errors.pop(0)
