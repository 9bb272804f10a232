"""Which sign-ins still hold: when each was last used, and which were ended.

The provider's cookie is valid for 30 days, whatever happens here. A sign-in therefore counts only while it is
used: this process remembers when each was last used, and takes one that it does not know by the time at which
it was made. So a sign-in that was ended, or left idle, does not come back with the cookie, not after a
restart either. Held are digests of what tells one sign-in from another, no names.
"""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TELLING = ("iss", "aud", "sub", "iat", "nonce", "jti", "sid")
"""Claims that tell one sign-in from another; every sign-in has a nonce and a time of its own."""

SECONDS_TO_SIGN_IN = 600
"""For so long it is remembered which screen was asked for."""


@dataclass(frozen=True)
class SignIn:
    """One sign-in of one person: a digest, and when it was made (seconds of the epoch)."""

    digest: str
    made: float


def sign_in_of(claims: Mapping[str, Any]) -> SignIn:
    """Return the sign-in that a token's claims stand for; one without a time is from long ago."""
    telling = json.dumps([claims.get(name) for name in TELLING], default=str)
    try:
        made = float(claims.get("iat", 0))
    except (TypeError, ValueError):
        made = 0.0
    return SignIn(hashlib.sha256(telling.encode()).hexdigest(), made)


class Ledger:
    """The sign-ins of this process.

    Parameters
    ----------
    clock
        Gives seconds of the epoch, by which tokens are dated.
    ticks
        Gives seconds that no change of the clock moves, for the time without a click.
    """

    def __init__(
        self, clock: Callable[[], float] = time.time, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock, self.ticks = clock, ticks
        self._used: dict[SignIn, float] = {}
        self._ended: set[SignIn] = set()
        self._left_at: dict[SignIn, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def left(self, sign_in: SignIn, idle: float, longest: float) -> float:
        """Return the seconds that a sign-in still holds if it is not used; 0 if it does not hold."""
        with self._lock:
            if sign_in in self._ended:
                return 0.0
            used = self._used.get(sign_in)
        age = self.clock() - sign_in.made
        unused = age if used is None else self.ticks() - used
        return max(0.0, min(idle - unused, longest - age))

    def use(self, sign_in: SignIn, idle: float, longest: float) -> bool:
        """Note that a sign-in is used now; return whether it holds."""
        if not self.left(sign_in, idle, longest):
            return False
        with self._lock:
            if sign_in in self._ended:
                return False
            self._used[sign_in] = self.ticks()
            self._forget(idle)
        return True

    def end(self, sign_in: SignIn) -> None:
        """End a sign-in, in every tab that it is open in."""
        with self._lock:
            self._used.pop(sign_in, None)
            self._ended.add(sign_in)

    def leave(self, sign_in: SignIn, address: str) -> None:
        """Note at which screen a sign-in ended by time, for whoever signs in again in that browser."""
        with self._lock:
            self._left_at.setdefault(sign_in, (address, self.ticks()))

    def left_at(self, sign_in: SignIn) -> str:
        """Return the screen at which a sign-in ended, once; nothing if that is a while ago."""
        with self._lock:
            address, since = self._left_at.pop(sign_in, ("", 0.0))
            return address if since + SECONDS_TO_SIGN_IN >= self.ticks() else ""

    def _forget(self, idle: float) -> None:
        """Forget what would not hold anyway, known or not."""
        now, tick = self.clock(), self.ticks()
        self._used = {
            s: used for s, used in self._used.items() if used + idle >= tick or s.made + idle >= now
        }
        self._left_at = {s: at for s, at in self._left_at.items() if at[1] + SECONDS_TO_SIGN_IN >= tick}
        self._ended = {sign_in for sign_in in self._ended if sign_in.made + idle >= now}


ledger = Ledger()
