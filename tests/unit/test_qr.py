"""QR codes drawn without an imaging library are PNG files that scanners read."""

import io
from struct import unpack
from zlib import crc32, decompress

import pytest
import zxingcpp
from PIL import Image

from phone.qr import QUIET_ZONE, qr_png

SLIP = "https://dailanh.example.vn/r/7ZQ4K0M2XB"


def chunks(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(png):
        (length,) = unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert unpack(">I", png[at + 8 + length : at + 12 + length]) == (crc32(kind + body),)
        yield kind, body
        at += 12 + length


def pixels(png):
    told = dict(chunks(png))
    width, height, depth, colour = unpack(">IIBB", told[b"IHDR"][:10])
    assert (depth, colour) == (1, 0)
    raw = decompress(told[b"IDAT"])
    step = 1 + (width + 7) // 8
    assert len(raw) == step * height
    lines = [raw[at + 1 : at + step] for at in range(0, len(raw), step)]
    return [[line[x // 8] >> (7 - x % 8) & 1 for x in range(width)] for line in lines]


def test_it_is_square_with_a_quiet_zone_of_four_modules():
    image = pixels(qr_png(SLIP, scale=3))
    edge = 3 * QUIET_ZONE
    assert len(image) == len(image[0]) and len(image) % 3 == 0
    assert all(all(row) for row in image[:edge] + image[-edge:])
    assert all(all(row[:edge]) and all(row[-edge:]) for row in image)
    assert not any(image[edge][edge : edge + 7 * 3])


@pytest.mark.parametrize("text", [SLIP, "http://127.0.0.1:8000/q/QUAY1"])
def test_a_scanner_reads_it(text):
    picture = Image.open(io.BytesIO(qr_png(text)))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]
