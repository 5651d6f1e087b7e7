"""Why an indicator has no value: codes that survive arithmetic by taking the largest."""

from __future__ import annotations

from enum import IntEnum


class Reason(IntEnum):
    """The reasons, weakest first: of two gaps in a formula the larger code is the result's."""

    OK = 0
    NOT_APPLICABLE = 1
    ZERO_DENOMINATOR = 2
    NOT_STATED = 10
    NOT_REPORTED = 11
    PARTLY_READ = 12
    UNREAD = 13
    NO_REPORT = 14
    NOT_SOUGHT = 15
    OPEN = 16
    PLANNED = 20
    AMBIGUOUS = 21
    CLAIMED = 22
    CONFLICT = 30
    SMALL_BASE = 31
    TOO_FEW_PEERS = 40
    NO_SPREAD = 41
    OUT_OF_SCOPE = 50


OK = int(Reason.OK)
"""The reason of a value that is there, as a plain number: members of an enumeration are slow to look up."""

POLICY_OF: dict[Reason, str] = {
    Reason.NOT_APPLICABLE: "not_applicable",
    Reason.ZERO_DENOMINATOR: "not_applicable",
    **dict.fromkeys(
        (
            Reason.NOT_STATED,
            Reason.NOT_REPORTED,
            Reason.PARTLY_READ,
            Reason.UNREAD,
            Reason.NO_REPORT,
            Reason.NOT_SOUGHT,
            Reason.OPEN,
            Reason.PLANNED,
            Reason.AMBIGUOUS,
        ),
        "not_reported",
    ),
    Reason.CLAIMED: "claimed",
    Reason.CONFLICT: "conflict",
    Reason.SMALL_BASE: "small_base",
}
"""Key of `missing` in the framework that decides about a gap; the others are always left out."""

OF_STATE: dict[str, Reason] = {
    "read": Reason.NOT_STATED,
    "partly": Reason.PARTLY_READ,
    "scan": Reason.UNREAD,
    "failed": Reason.UNREAD,
    "not_found": Reason.NO_REPORT,
    "not_sought": Reason.NOT_SOUGHT,
}
"""What an absent fact means, by the state of the region's document in the manifest."""
