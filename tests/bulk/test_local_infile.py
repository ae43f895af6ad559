"""The conversation of LOAD DATA LOCAL INFILE, with servers that do what no real one does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress

import pytest

from aiolift.bulk.local_infile import Loaded, OutOfStepError, ServerError, send
from tests.servers.wire import LOCAL_INFILE_REQUEST, OK, Packet, error

NAME = "rows"
REQUEST = LOCAL_INFILE_REQUEST + NAME.encode()
Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter, Packet], Awaitable[None]]


async def parts(content: Iterable[bytes] = (b"1\n", b"2\n")) -> AsyncIterator[bytes]:
    """The content of the file."""
    for part in content:
        yield part


async def read_file(reader: asyncio.StreamReader) -> tuple[bytes, Packet]:
    """Read to the empty packet; the content, and that packet."""
    content = b""
    while (packet := await Packet.read(reader)).payload:
        content += packet.payload
    return content, packet


async def loaded_from(script: Script, content: Iterable[bytes] = (b"1\n", b"2\n"), **options: float) -> Loaded:
    """Send to a server that behaves as `script`, and look whether the driver gets its transport back."""

    serving: asyncio.Future[asyncio.Task[None] | None] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.set_result(asyncio.current_task())
        with suppress(asyncio.CancelledError, asyncio.IncompleteReadError, OSError):
            await script(reader, writer, await Packet.read(reader))
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    _reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    transport = writer.transport
    protocol, limits = transport.get_protocol(), transport.get_write_buffer_limits()
    try:
        return await send(transport, "LOAD", name=NAME, content=parts(content), **options)
    finally:
        assert transport.get_protocol() is protocol
        assert transport.is_closing() or transport.get_write_buffer_limits() == limits
        transport.abort()
        server.close()
        task = await serving
        assert task is not None
        await asyncio.wait([task], timeout=0.1)  # what it still reads, it reads now
        task.cancel()
        await asyncio.wait([task])


async def test_loaded() -> None:
    """The file comes in packets numbered on, large parts in several, and the counts of the answer come out."""
    received = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: Packet) -> None:
        assert query.query == "LOAD"
        writer.write(bytes(query.answer(REQUEST)))
        content, last = await read_file(reader)
        received.append(content)
        # 0x010000 affected rows, the last insert id 300, status, 7 warnings
        writer.write(bytes(last.answer(bytes.fromhex("00 fd000001 fc2c01 0200 0700"))))

    large = bytes(5_000_000)
    assert await loaded_from(script, [b"a", large]) == Loaded(65536, 7)
    assert received == [b"a" + large]


async def test_refused() -> None:
    """An error in the place of the request is the server's, and no row was taken."""

    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: Packet) -> None:
        writer.write(bytes(query.answer(error(1148))))

    def rows() -> Iterable[bytes]:
        pytest.fail("a row was taken")
        yield b""

    with pytest.raises(ServerError, match="^refused by the proxy$") as caught:
        await loaded_from(script, rows())
    assert caught.value.number == 1148


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (LOCAL_INFILE_REQUEST + b"/etc/passwd", "asks for the file '/etc/passwd', which no statement named"),
        (LOCAL_INFILE_REQUEST, "asks for the file ''"),
        (OK, "none to LOAD DATA"),
        (b"", "out of step"),
    ],
)
async def test_wrong_answer(answer: bytes, message: str) -> None:
    """Anything else in its place is refused, and nothing is sent."""
    more = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: Packet) -> None:
        writer.write(bytes(query.answer(answer)))
        more.append(await reader.read())

    with pytest.raises(OutOfStepError, match=message):
        await loaded_from(script)
    assert more == [b""]


async def test_second_request() -> None:
    """A request for a second file, in the place of the result, is refused."""
    more = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: Packet) -> None:
        writer.write(bytes(query.answer(REQUEST)))
        _, last = await read_file(reader)
        writer.write(bytes(last.answer(REQUEST)))
        more.append(await reader.read())

    with pytest.raises(OutOfStepError, match="asks for the file 'rows'"):
        await loaded_from(script)
    assert more == [b""]


async def test_answer_before_the_end() -> None:
    """A server that answers before the end of the file is out of step; rows that never end come to an end."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: Packet) -> None:
        writer.write(bytes(query.answer(REQUEST)))
        last = await Packet.read(reader)
        writer.write(bytes(last.answer(error(1053))))
        await read_file(reader)

    def endless() -> Iterable[bytes]:
        while True:
            yield b"1\n" * 1000

    with pytest.raises(OutOfStepError, match="out of step: refused by the proxy|before the end"):
        await loaded_from(script, endless())


@pytest.mark.parametrize("greeted", [False, True])
async def test_closed(greeted: bool) -> None:
    """A server that closes the connection, before or in the middle of the file, is noticed."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: Packet) -> None:
        if greeted:
            writer.write(bytes(query.answer(REQUEST)))
            await Packet.read(reader)
        writer.close()

    with pytest.raises(OutOfStepError, match="was lost"):
        await loaded_from(script, (b"1\n" for _ in range(100_000)))


async def test_server_that_takes_nothing() -> None:
    """A server that does not read what it has asked for is given up after the timeout."""

    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: Packet) -> None:
        writer.write(bytes(query.answer(REQUEST)))
        await asyncio.sleep(60)

    with pytest.raises(OutOfStepError, match=r"within 0\.2 s"):
        await loaded_from(script, (bytes(1_000_000) for _ in range(1000)), timeout=0.2)
