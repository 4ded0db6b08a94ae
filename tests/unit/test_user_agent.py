"""The name of a phone from real user agents: system and browser, and nothing that tells one person's from another's."""

import pytest

from phone.strings import say
from phone.user_agent import device_name

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
REDMI = "Mozilla/5.0 (Linux; Android 11; M2006C3LG Build/RP1A.200720.011; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "


@pytest.mark.parametrize(("agent", "name"), [
    (ANDROID + "Chrome/142.0.0.0 Mobile Safari/537.36", "Android · Chrome 142"),
    (ANDROID + "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Android · Samsung Internet"),
    (ANDROID + "Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0", "Android · Edge"),
    (ANDROID + "Chrome/141.0.0.0 Mobile Safari/537.36 OPR/92.0.0.0", "Android · Opera"),
    ("Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Android · Firefox"),
    (REDMI + "Version/4.0 Chrome/139.0.7258.158 Mobile Safari/537.36 Zalo android/25071000", "Android · Zalo"),
    (REDMI + "Version/4.0 Chrome/139.0.7258.158 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/527.0.0.44;]",
     "Android · Facebook"),
    (IPHONE + "Version/18.5 Mobile/15E148 Safari/604.1", "iPhone · Safari"),
    (IPHONE + "CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", "iPhone · Chrome 142"),
    (IPHONE + "FxiOS/145.0 Mobile/15E148 Safari/605.1.15", "iPhone · Firefox"),
    (IPHONE + "Version/18.0 EdgiOS/142.0.0.0 Mobile/15E148 Safari/604.1", "iPhone · Edge"),
    (IPHONE + "Mobile/15E148", "iPhone"),
    ("Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 "
     "Mobile/15E148 Safari/604.1", "iPad · Safari"),
    (WINDOWS + "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Windows · Edge"),
    (WINDOWS + "coc_coc_browser/136.0.130 Chrome/130.0.0.0 Safari/537.36", "Windows · Cốc Cốc"),
    (MAC + "Version/18.5 Safari/605.1.15", "Mac · Safari"),
    ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
     "Chromebook · Chrome 142"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Linux · Firefox"),
    ("", say("device.web_app")),
    ("curl/8.5.0", say("device.web_app")),
])  # fmt: skip
def test_the_name_of_a_phone(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_nothing_tells_one_persons_phone_from_anothers() -> None:
    one = device_name(REDMI + "Version/4.0 Chrome/139.0.7258.158 Mobile Safari/537.36")
    assert one == "Android · Chrome 139" and "M2006C3LG" not in one
