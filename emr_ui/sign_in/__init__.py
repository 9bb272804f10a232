"""Who is here and what they may do: sign-in by the hospital's own provider, if one is set up.

Without a section `[auth]` in the secrets nobody signs in, and everything is allowed.
"""

from emr_ui.sign_in.visitor import user_name

__all__ = ["user_name"]
