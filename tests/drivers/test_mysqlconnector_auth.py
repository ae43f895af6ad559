"""The RSA exchange of caching_sha2_password; that servers accept it is shown in test_login.py."""

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from mysql.connector.errors import OperationalError

from aiolift.drivers.mysqlconnector_auth import Authenticator, _encrypt

NONCE = bytes(range(1, 21))


def pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    """Return `key` as a server sends it."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("password", ["s3cret", "비밀번호", "x" * 100])
def test_encrypted(password: str) -> None:
    """Who has the private key gets the password, masked with the server's nonce."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    sent = _encrypt(password, NONCE, public_key=pem(key.public_key()))
    masked = key.decrypt(sent, padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None))
    assert bytes(byte ^ NONCE[index % 20] for index, byte in enumerate(masked)) == password.encode() + b"\0"


@pytest.mark.parametrize("key", [b"", b"not a key", pem(ec.generate_private_key(ec.SECP256R1()).public_key())])
def test_key_that_is_none(key: bytes) -> None:
    """A server that sends something else is an error, and gets nothing."""
    with pytest.raises(OperationalError, match="not an RSA key"):
        _encrypt("s3cret", NONCE, public_key=key)


async def test_clear_text_in_the_greeting() -> None:
    """A server whose greeting asks for the password in clear text is refused before anything is sent."""
    handshake = {"auth_plugin": "mysql_clear_password", "auth_data": NONCE}
    with pytest.raises(OperationalError, match="clear text"):
        await Authenticator(secure=False).authenticate(None, handshake)  # type: ignore[arg-type] # it is not used
