"""QR codes as PNG bytes, drawn without an imaging library."""

import functools
import struct
import zlib

import qrcode
from qrcode.constants import ERROR_CORRECT_M

# ISO/IEC 18004 §6.3.8: four light modules on every side.
QUIET_ZONE = 4


@functools.lru_cache(64)  # a phone takes long to draw one, and shows the frames of a bundle again and again
def qr_png(text: str, scale: int = 10) -> bytes:
    """A one-bit grey PNG (W3C PNG §11) with `scale` pixels a module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    modules = code.get_matrix()
    side = len(modules) * scale
    image = b"".join(_line(row, scale) * scale for row in modules)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(image, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _line(row: list[bool | None], scale: int) -> bytes:
    """One line of pixels: filter type 0, then a bit a pixel, white set, padded to a whole byte."""
    bits = "".join(("0" if dark else "1") * scale for dark in row)
    bits += "0" * (-len(bits) % 8)
    return b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
