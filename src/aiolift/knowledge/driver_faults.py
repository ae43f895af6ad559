"""What each MySQL driver alone gets wrong or lacks, and aiolift mends; the tests of the drivers show each of them."""

from __future__ import annotations

#: By the driver's name in a URL, in the words of the table of docs/drivers.md.
MENDED = {
    "asyncmy": (
        "a server that asks for the password in clear text is refused",
        "passwords of any characters",
        "many rows in one INSERT, REPLACE or upsert",
        "LOAD DATA LOCAL INFILE from memory (`db.bulk_load`)",
        "stacked statements refused",
        "`bytes`, `bytearray`, `memoryview` parameters",
        "no round trip for a statement's warnings",
        "a closed connection says goodbye, and leaves no socket",
    ),
    "aiomysql": (
        "TLS that was removed from the greeting is refused",
        "a server that asks for the password in clear text is refused",
        "passwords of any characters",
        "connect timeout, no socket left",
        "read timeout",
        "many rows in one INSERT, REPLACE or upsert",
        "LOAD DATA LOCAL INFILE from memory (`db.bulk_load`)",
        "stacked statements refused",
        "`bytes`, `bytearray`, `memoryview` parameters",
        "a closed connection says goodbye, and leaves no socket",
    ),
    "mysqlconnector_async": (
        "MySQL 9.7",
        "MariaDB 10.11",
        "utf8mb4, with the server's default collation",
        "TLS from a CA file",
        "the certificate's name is checked",
        "`caching_sha2_password` without TLS (RSA)",
        "a server that asks for the password in clear text is refused",
        "connect timeout, no socket left",
        "read timeout",
        "server-side streaming",
        "many rows in one INSERT, REPLACE or upsert",
        "LOAD DATA LOCAL INFILE from memory (`db.bulk_load`)",
        "stacked statements refused",
        "safe when a task is cancelled",
        "`bytes`, `bytearray`, `memoryview` parameters",
        "a closed connection says goodbye, and leaves no socket",
    ),
}
