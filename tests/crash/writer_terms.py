"""What the phones of the crash tests are enrolled with."""

AT = "2026-11-23T08:01:00+07:00"
TODAY = "2026-11-23"
ENROLMENT = {"server": "s", "device": "d", "token": "t", "member": "an", "commune": {}, "epoch": "e"}
