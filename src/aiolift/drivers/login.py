"""Which logins may go on without TLS.

It is the server that chooses how the password is asked for, and a rogue one asks for all of it.
"""

from __future__ import annotations

#: The number that client libraries give a login that they do not do.
CR_AUTH_PLUGIN_CANNOT_LOAD = 2059

#: Logins that answer a challenge and so do not show the password; others (``mysql_clear_password``, ``dialog``) do.
_CHALLENGES = frozenset({"mysql_native_password", "caching_sha2_password", "sha256_password", "client_ed25519"})


def clear_text_refusal(plugin: str, *, secure: bool) -> str | None:
    """Return why the login `plugin`, which the server has asked for, is refused; None where it may go on.

    :param secure: the connection is encrypted, or does not leave this machine.
    """
    if secure or not plugin or plugin in _CHALLENGES:
        return None
    return f"the server asks for the password in clear text ({plugin}), which is refused without TLS"
