"""The bytes of one day of candles: a mark, a checksum, then columns, lightly compressed."""

import struct
import zlib
from array import array
from itertools import chain, pairwise

from bot.ledger.candles import Series

# In the byte order of this machine: a file from one of the other order is not recognised.
HEAD = struct.Struct("=8sI")
COUNTS = struct.Struct("=qII")
MARK = struct.pack("=Q", 0x31_65_6C_64_6E_61_63_67)
MOST_BYTES = 50_000_000


def encode(series: Series) -> bytes:
    spans = array("q", chain.from_iterable(series.covered))
    columns = (series.times, series.opens, series.highs, series.lows, series.closes)
    plain = COUNTS.pack(series.interval_ms, len(series.covered), len(series))
    plain += spans.tobytes() + b"".join(column.tobytes() for column in columns)
    packed = zlib.compress(plain, 1)
    return HEAD.pack(MARK, zlib.crc32(packed)) + packed


def decode(data: bytes) -> Series | None:
    """Read a day; None where the bytes are not as they were written."""
    if len(data) < HEAD.size:
        return None
    mark, checksum = HEAD.unpack_from(data)
    packed = memoryview(data)[HEAD.size :]
    if mark != MARK or zlib.crc32(packed) != checksum:
        return None
    return _columns(zlib.decompressobj().decompress(packed, MOST_BYTES))


def _columns(plain: bytes) -> Series | None:
    if len(plain) < COUNTS.size:
        return None
    interval_ms, spans, rows = COUNTS.unpack_from(plain)
    if len(plain) != COUNTS.size + 8 * (2 * spans + 5 * rows):
        return None
    start = COUNTS.size + 16 * spans
    edges = array("q", plain[COUNTS.size : start])
    starts = [start + 8 * rows * column for column in range(6)]
    times, *prices = (plain[a:b] for a, b in pairwise(starts))
    covered = tuple(zip(edges[::2], edges[1::2], strict=True))
    return Series(interval_ms, covered, array("q", times), *(array("d", p) for p in prices))
