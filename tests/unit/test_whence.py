"""From where somebody acted is kept coarse: enough to wonder at, too little to follow anybody."""

import pytest

from sync_server import whence

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1"


@pytest.mark.parametrize(("address", "agent", "told"), [
    ("203.0.113.77", EDGE, "Edge, Windows, mạng 203.0.113.*"),
    ("2001:db8:1:2:3::4", IPHONE, "Safari, iPhone, mạng 2001:db8:1::/48"),
    ("fe80::1%eth0", "", "ứng dụng khác, mạng fe80::/48"),
    ("testclient", "curl/8.5", "ứng dụng khác, mạng không rõ"),
])  # fmt: skip
def test_browser_and_network_and_no_more(address: str, agent: str, told: str) -> None:
    assert whence.told(address, agent) == told
