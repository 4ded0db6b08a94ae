"""How a week's rates of ballots are told: with interval, against the target and beside the week before."""

from typing import Any, Final

from shiftbook.ballots import FEWEST_SHOWN, Rate, compared
from sync_server.language import _, current

CHANNELS: Final = {"slip": "Mã phiếu một lần", "poster": "Áp phích (ai cũng quét được)", "tablet": "Máy tính bảng",
                   "paper": "Phiếu giấy"}  # fmt: skip
NO_CONCLUSION: Final = "chưa đủ phiếu để kết luận"
_APART: Final = {
    1: "tỷ lệ cao hơn, hai khoảng tin cậy tách rời", -1: "tỷ lệ thấp hơn, hai khoảng tin cậy tách rời",
    0: "chưa thấy khác, hai khoảng tin cậy còn chồng lên nhau", None: "chưa đủ phiếu để so",
}  # fmt: skip


def threshold(told: dict[str, Any]) -> int:
    """From how many ballots on the week concludes; 0 in a report frozen before it was told there."""
    return int(told["paper"].get("threshold", 0))


def rate(channel: dict[str, Any], bound: int) -> str:
    """How many were satisfied of how many, with the share and its interval only from 5 ballots on, and below the
    threshold that nothing may be concluded."""
    if not channel["ballots"]:
        return _("chưa có phiếu")
    if channel["rate"] is None:
        return _("{n} phiếu; chưa có nhóm {least} phiếu trọn trong tuần", n=channel["ballots"], least=FEWEST_SHOWN)
    judged = channel.get("judged", channel["ballots"])
    came = ""
    if judged < channel["ballots"]:
        came = _("{n} phiếu, tính trên {judged} phiếu đã đủ nhóm: ", n=channel["ballots"], judged=judged)
    sure = _("khoảng tin cậy 95%: {low} đến {high}", low=percent(channel["low"]), high=percent(channel["high"]))
    counted = _("{satisfied} trên {n} phiếu hài lòng hoặc rất hài lòng", satisfied=channel["satisfied"], n=judged)
    few = f"; {_(NO_CONCLUSION)}" if judged < bound else ""
    return f"{came}{counted} ({percent(channel['rate'])}; {sure}){few}"


def against(target: int | None, channels: dict[str, Any], bound: int) -> list[str]:
    """The commune's target, and from the threshold on whether a channel's interval lies above or below it."""
    told = {name: found for name, found in channels.items() if found["rate"] is not None}
    if target is None or not told:
        return []
    said = "; ".join(
        f"{_(CHANNELS[name]).partition(' (')[0].lower()}: {_met(target, one, bound)}" for name, one in told.items()
    )
    return [_("Mục tiêu của xã: từ {target}% phiếu hài lòng, rất hài lòng ({said}).", target=target, said=said)]


def _met(target: int, found: dict[str, Any], bound: int) -> str:
    if found.get("judged", found["ballots"]) < bound:
        return _(NO_CONCLUSION)
    if 100 * found["low"] >= target:
        return _("đạt")
    return _("chưa đạt") if 100 * found["high"] < target else _("chưa đủ phiếu để nói chắc")


def percent(share: float) -> str:
    """A share 0-1 as 97,5%, in English as 97.5%."""
    return f"{share * 100:.1f}%".replace(".", "." if current() == "en" else ",")


def apart(now: Rate, before: Rate, bound: int) -> str:
    """Whether two rates differ, said only where their intervals are apart and both have ballots enough."""
    return _(_APART[compared(now, before) if min(now.ballots, before.ballots) >= bound else None])
