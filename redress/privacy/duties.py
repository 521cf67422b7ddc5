"""What must be done after personal data leaked, was changed or was lost, to whom, and by when.

Source: PIPL Art. 57; Regulations on Network Data, Art. 11; Regulations on Minors' Network Protection, Art. 35;
Measures on Reporting Network-Security Incidents (in force since 2025-11-01; known from secondary sources).
A pure function of what is known: an unknown fact never removes a duty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from redress.law.bilingual import Bilingual, both
from redress.law.cite import Cite

LEVELS = ("general", "larger", "major", "grave")  # 一般, 较大, 重大, 特别重大
NETWORK_ROLES: Mapping[str, timedelta] = {
    "ordinary": timedelta(hours=4),
    "critical": timedelta(hours=1),
    "central": timedelta(hours=2),
}
HOUSE_LIMIT = timedelta(hours=24)  # "immediately" has no number in the law; the house sets itself this one
PIPL_57 = (Cite("pipl-2021", "57"),)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an incident. None is unknown.

    network_role -- what kind of network operator reports: ordinary, critical (infrastructure), central (body)
    level -- network-security level, one of LEVELS
    """

    found_at: datetime
    certain: bool = False
    minors: bool | None = None
    level: str | None = None
    crime: bool | None = None
    harm_averted: bool | None = None
    told_to_notify: bool = False
    network_role: str = "ordinary"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do.

    due_at -- by when; the source of the moment is `statutory`: the law's number, or the house's own
    settled -- False while an unknown fact decides whether it is owed at all
    """

    code: str
    to_whom: Bilingual
    words: Bilingual
    due_at: datetime
    statutory: bool
    settled: bool
    cites: tuple[Cite, ...]


def duties(known: Known) -> list[Duty]:
    """Return every duty that is owed or may be owed, nearest first."""
    found = [_remedy(known), _authority(known)]
    if known.told_to_notify or known.harm_averted is not True:
        found.append(_people(known))
    if known.minors is not False:
        found += [_minors_report(known), _guardians(known)]
    if known.level is None or known.level != "general":
        found.append(_network_report(known))
    if known.crime is not False:
        found.append(_police(known))
    return sorted(found, key=lambda duty: duty.due_at)


def _remedy(known: Known) -> Duty:
    return Duty(
        "remedy",
        both("本单位", "This body"),
        both(
            "立即启动应急预案，止住影响，保全证据。",
            "Start the emergency plan at once, stop the harm, keep the evidence.",
        ),
        known.found_at,
        statutory=True,
        settled=True,
        cites=(*PIPL_57, Cite("network-data-2024", "11")),
    )


def _authority(known: Known) -> Duty:
    return Duty(
        "tell_authority",
        both("履行个人信息保护职责的部门", "The authority for personal information"),
        both(
            "报告信息种类、原因、可能的危害、已采取的措施、个人可以怎么做、联系方式。",
            "Report the kinds of data, cause, possible harm, measures taken, what people can do, and contact.",
        ),
        known.found_at + HOUSE_LIMIT,
        statutory=False,
        settled=True,
        cites=PIPL_57,
    )


def _people(known: Known) -> Duty:
    return Duty(
        "tell_people",
        both("受影响的人", "The people concerned"),
        both(
            "用电话、短信、邮件或者公告告知；采取的措施确能避免危害的，可以不告知。",
            "Tell them by telephone, message, mail or public notice; not needed where measures effectively avert harm.",
        ),
        known.found_at + HOUSE_LIMIT,
        statutory=False,
        settled=known.told_to_notify or known.harm_averted is False,
        cites=(*PIPL_57, Cite("network-data-2024", "11(2)")),
    )


def _minors_report(known: Known) -> Duty:
    return Duty(
        "report_minors",
        both("网信等部门", "The cyberspace authority"),
        both("涉及未成年人的，及时报告。", "Report in time that data of minors is concerned."),
        known.found_at + HOUSE_LIMIT,
        statutory=False,
        settled=known.minors is True,
        cites=(Cite("minors-network-2023", "35"),),
    )


def _guardians(known: Known) -> Duty:
    return Duty(
        "tell_guardians",
        both("未成年人和监护人", "The minors and their guardians"),
        both(
            "逐一告知；难以逐一告知的，发布警示信息。",
            "Tell each of them; where that is not possible, publish a warning.",
        ),
        known.found_at + HOUSE_LIMIT,
        statutory=False,
        settled=known.minors is True,
        cites=(Cite("minors-network-2023", "35"),),
    )


def _network_report(known: Known) -> Duty:
    return Duty(
        "report_network",
        both("省级网信部门", "The provincial cyberspace authority"),
        both(
            "较大以上网络安全事件，按时限报告。",
            "Report a network-security incident of level “larger” or above within its limit.",
        ),
        known.found_at + NETWORK_ROLES[known.network_role],
        statutory=True,
        settled=known.level is not None,
        cites=(Cite("network-incident-2025", ""), Cite("network-data-2024", "11")),
    )


def _police(known: Known) -> Duty:
    return Duty(
        "tell_police",
        both("公安机关", "The police"),
        both("发现涉嫌犯罪的，报案并配合调查。", "Report a suspected crime and help the investigation."),
        known.found_at + HOUSE_LIMIT,
        statutory=False,
        settled=known.crime is True,
        cites=(Cite("network-data-2024", "11(2)"),),
    )
