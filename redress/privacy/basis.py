"""Why this installation may handle personal data at all: decided once, by the kind of body that runs it.

Source: PIPL Art. 13, 15, 34-37. A consent that is asked "to be safe" where a duty is the basis would, once withdrawn,
wrongly stop the case; so what is asked follows from the basis.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from redress.law.bilingual import Bilingual, both
from redress.law.cite import Cite


@dataclass(frozen=True, slots=True)
class Basis:
    """The lawful basis of one kind of operator.

    by_consent -- handling itself rests on consent: withdrawing it ends the handling
    stays_in_china -- data is stored in mainland China; export needs a security assessment first
    """

    operator_kind: str
    words: Bilingual
    cites: tuple[Cite, ...]
    by_consent: bool = False
    stays_in_china: bool = False


BASES: Mapping[str, Basis] = {
    basis.operator_kind: basis
    for basis in (
        Basis(
            "authority",
            both(
                "我们依法处理投诉举报，这是法定职责，处理您的信息不需要另外征得同意。",
                "Handling complaints and reports is our statutory duty; it does not depend on your consent.",
            ),
            (Cite("pipl-2021", "13(1)(3)"), Cite("pipl-2021", "34"), Cite("cpl-2013", "46")),
            stays_in_china=True,
        ),
        Basis(
            "authorised_body",
            both(
                "法律授权我们处理消费者投诉，处理您的信息不需要另外征得同意。",
                "The law entrusts us with consumer complaints; handling them does not depend on your consent.",
            ),
            (Cite("pipl-2021", "13(1)(3)"), Cite("pipl-2021", "37"), Cite("cpl-2013", "37")),
            stays_in_china=True,
        ),
        Basis(
            "company",
            both(
                "处理您的投诉，是我们履行与您的合同和法律规定的义务。",
                "Handling your complaint is part of our contract with you and of our duties under the law.",
            ),
            (Cite("pipl-2021", "13(1)(2)"), Cite("pipl-2021", "13(1)(3)"), Cite("ecommerce-2018", "59")),
        ),
        Basis(
            "mediation_body",
            both(
                "您同意后，我们才处理您的信息、主持调解。您可以随时撤回同意。",
                "We handle your data and mediate only with your consent, which you may withdraw at any time.",
            ),
            (Cite("pipl-2021", "13(1)(1)"), Cite("pipl-2021", "15"), Cite("pipl-2021", "29")),
            by_consent=True,
        ),
    )
}


def basis_of(operator_kind: str) -> Basis:
    """Return the lawful basis for a kind of operator.

    >>> basis_of("authority").by_consent
    False
    """
    return BASES[operator_kind]
