"""From where somebody acted, kept coarse: the kind of browser and the network, never the whole address."""

import ipaddress
from typing import Final

# The first that is found speaks: Edge and Chrome also call themselves Safari.
_BROWSERS: Final = (("Edg", "Edge"), ("SamsungBrowser", "Samsung"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"),
                    ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS: Final = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
                   ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def told(address: str, agent: str) -> str:
    """As 'Chrome, Windows, mạng 203.0.113.*'; an agent nobody knows is 'ứng dụng khác'."""
    known = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return f"{', '.join(filter(None, known)) or 'ứng dụng khác'}, mạng {_network(address)}"


def _network(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "không rõ"
    if parsed.version == 4:
        return f"{address.rpartition('.')[0]}.*"
    return str(ipaddress.ip_network(f"{address.partition('%')[0]}/48", strict=False))
