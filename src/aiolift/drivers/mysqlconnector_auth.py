"""The login of MySQL Connector/Python's asyncio interface, which never shows the password to who listens.

The connector (26.10) answers a server that asks for the password in clear text, TLS or not. So does
``mysql_clear_password``, which is refused without TLS, and the full authentication of ``caching_sha2_password``, where
the password must then be encrypted with the server's public key:
https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mysql.connector.aio.authentication import MySQLAuthenticator
from mysql.connector.aio.plugins.caching_sha2_password import MySQLCachingSHA2PasswordAuthPlugin
from mysql.connector.errors import OperationalError, get_exception

from aiolift.drivers.login import CR_AUTH_PLUGIN_CANNOT_LOAD, clear_text_refusal

if TYPE_CHECKING:
    from mysql.connector.aio.network import MySQLSocket

CR_AUTH_PLUGIN_ERR = 2061
_REQUEST_PUBLIC_KEY = b"\x02"
_AUTH_MORE_DATA = 0x01
_NONCE_LENGTH = 20


class Authenticator(MySQLAuthenticator):
    """The connector's authenticator with the RSA exchange that it lacks.

    :param secure: the connection is encrypted, or does not leave this machine: the password may be sent as it is.
    """

    def __init__(self, *, secure: bool) -> None:
        super().__init__()
        self._secure = secure
        self._nonce = b""

    async def authenticate(self, sock: MySQLSocket, handshake: Any, *args: Any, **kwargs: Any) -> bytes:
        """Log in; see `MySQLAuthenticator.authenticate`."""
        self._refuse_clear_text(handshake["auth_plugin"] or "")
        self._nonce = handshake["auth_data"]
        return await super().authenticate(sock, handshake, *args, **kwargs)

    async def _handle_server_response(self, sock: MySQLSocket, pkt: bytes) -> bytes | None:
        self._encrypt_password()
        return await super()._handle_server_response(sock, pkt)

    def _switch_auth_strategy(self, new_strategy_name: str, *args: Any, **kwargs: Any) -> None:
        self._refuse_clear_text(new_strategy_name)
        super()._switch_auth_strategy(new_strategy_name, *args, **kwargs)
        self._encrypt_password()

    def _refuse_clear_text(self, plugin: str) -> None:
        if refusal := clear_text_refusal(plugin, secure=self._secure):
            raise OperationalError(refusal, errno=CR_AUTH_PLUGIN_CANNOT_LOAD)

    def _encrypt_password(self) -> None:
        if isinstance(self._auth_strategy, MySQLCachingSHA2PasswordAuthPlugin) and not self._secure:
            password = self._passwords.get(1, "")
            self._auth_strategy = _EncryptedCachingSHA2(self._username, password, nonce=self._nonce)


class _EncryptedCachingSHA2(MySQLCachingSHA2PasswordAuthPlugin):
    def __init__(self, username: str, password: str, *, nonce: bytes) -> None:
        super().__init__(username, password, ssl_enabled=False)
        self._nonce = nonce

    def auth_response(self, auth_data: bytes, **kwargs: Any) -> bytes | None:
        if len(auth_data) > 1:
            self._nonce = auth_data
        return super().auth_response(auth_data, **kwargs)

    async def auth_more_response(self, sock: MySQLSocket, auth_data: bytes, **kwargs: Any) -> bytes:
        if auth_data[0] != self.perform_full_authentication:
            return await super().auth_more_response(sock, auth_data, **kwargs)
        await sock.write(_REQUEST_PUBLIC_KEY)
        packet = bytes(await sock.read())
        if packet[4] != _AUTH_MORE_DATA:
            raise get_exception(packet)
        await sock.write(_encrypt(self._password, self._nonce[:_NONCE_LENGTH], public_key=packet[5:]))
        return bytes(await sock.read())


def _encrypt(password: str, nonce: bytes, *, public_key: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    try:
        key = serialization.load_pem_public_key(public_key)
    except ValueError:
        key = None
    if not isinstance(key, RSAPublicKey):
        raise OperationalError("the server's public key is not an RSA key in PEM", errno=CR_AUTH_PLUGIN_ERR)
    plain = password.encode() + b"\0"
    masked = bytes(byte ^ nonce[index % len(nonce)] for index, byte in enumerate(plain))
    # MySQL's protocol fixes OAEP with SHA-1
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303
    return key.encrypt(masked, oaep)
