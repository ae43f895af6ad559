"""As much of the MySQL client/server protocol as the proxy needs: packets, and what a few of them mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

COM_QUERY = 0x03
CLIENT_SSL = 0x0800
SSL_REQUEST_LENGTH = 32
GREETING_OF_PROTOCOL_10 = 0x0A
LOCAL_INFILE_REQUEST = b"\xfb"
OK = bytes.fromhex("00 0000 0200 0000")
NO_QUERY_ATTRIBUTES = bytes.fromhex("00 01")  # before the query, from a client that could give it some


def error(number: int) -> bytes:
    """The payload of an error that the server answers."""
    return b"\xff" + number.to_bytes(2, "little") + b"#HY000refused by the proxy"


@dataclass(frozen=True)
class Packet:
    """One packet: 3 bytes of length, 1 byte of sequence number, the payload."""

    sequence: int
    payload: bytes

    @classmethod
    async def read(cls, reader: asyncio.StreamReader) -> Packet:
        """Read one packet.

        :raises asyncio.IncompleteReadError: the other side closed the connection.
        """
        header = await reader.readexactly(4)
        return cls(header[3], await reader.readexactly(int.from_bytes(header[:3], "little")))

    def __bytes__(self) -> bytes:
        return len(self.payload).to_bytes(3, "little") + bytes([self.sequence]) + self.payload

    def answer(self, payload: bytes) -> Packet:
        """The packet that follows this one in the other direction."""
        return Packet((self.sequence + 1) % 256, payload)

    def follows(self, packet: Packet) -> bool:
        """Whether this packet goes on where `packet` ended, and does not start anew."""
        return self.sequence == (packet.sequence + 1) % 256

    @property
    def query(self) -> str | None:
        """The text of a COM_QUERY; None for any other packet."""
        if self.sequence != 0 or self.payload[:1] != bytes([COM_QUERY]):
            return None
        return self.payload[1:].removeprefix(NO_QUERY_ATTRIBUTES).decode("utf-8", "replace").strip()

    @property
    def starts_tls(self) -> bool:
        """Whether this is a client's SSLRequest; what follows it is encrypted."""
        flags = int.from_bytes(self.payload[:4], "little")
        return len(self.payload) == SSL_REQUEST_LENGTH and bool(flags & CLIENT_SSL)

    def without_tls(self) -> Packet:
        """A server's greeting that no longer offers TLS; any other packet as it is."""
        if self.payload[0] != GREETING_OF_PROTOCOL_10:
            return self
        # protocol version, server version and its NUL, thread id (4), scramble (8), filler (1), then the capabilities
        offset = self.payload.index(b"\0") + 1 + 4 + 8 + 1
        flags = int.from_bytes(self.payload[offset : offset + 2], "little") & ~CLIENT_SSL
        return Packet(self.sequence, self.payload[:offset] + flags.to_bytes(2, "little") + self.payload[offset + 2 :])
