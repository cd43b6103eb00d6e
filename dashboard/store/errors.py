"""What can go wrong with the store that is nobody's programming mistake; each says what to do."""


class Busy(Exception):
    """Another import is under way, and was not over in the time allowed."""

    def __init__(self, seconds: float):
        super().__init__(f"Another import is under way and was not over in {seconds:g} seconds. Try again later.")


class Overtaken(Exception):
    """Another import was published after the delivery was checked: check it again against the market as it is now."""

    def __init__(self, against: int, newest: int):
        super().__init__(f"The delivery was checked against import {against}; the newest is {newest}. Check it again.")
        self.newest = newest


class NotEmpty(Exception):
    """Only an empty database may be marked as an example, or copied into."""

    def __init__(self, so: str) -> None:
        super().__init__(f"The database holds a market already, so {so}.")


class NewerDatabase(Exception):
    """The database was made by a newer version of the program than this one."""

    def __init__(self) -> None:
        super().__init__("The database was made by a newer version of this program. Install that version, or a newer.")


class Unavailable(Exception):
    """The database cannot be reached, read or written just now."""
