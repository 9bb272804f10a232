"""What ends a command: one sentence that says what is wrong and what to do, and the exit code."""

WRONG_CALL = 2
REFUSED = 1
WITH_WARNINGS = 3


class CommandError(Exception):
    """A command that cannot be done; the message is for the reader."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code
