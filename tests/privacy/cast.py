"""Who acts in the stories about personal data, and a case they are about."""

from redress.kernel.actors import Actor, Role
from redress.privacy import vault

CLERK = Actor(key="staff:1", role=Role.CLERK, agency_id=1)
OFFICER = Actor(key="staff:2", role=Role.OFFICER, agency_id=1)
SUPERVISOR = Actor(key="staff:3", role=Role.SUPERVISOR, agency_id=1)
OTHER_SUPERVISOR = Actor(key="staff:4", role=Role.SUPERVISOR, agency_id=1)
AUDITOR = Actor(key="staff:5", role=Role.AUDITOR, agency_id=1)
ADMIN = Actor(key="staff:6", role=Role.ADMIN, agency_id=1)
LI = Actor(key="complainant", role=Role.COMPLAINANT, case_id=1)

INTAKE = {
    "complainant": {"name": "李晓梅", "phone": "13912345678", "address": "上海市浦东新区丁香路1号"},
    "story": "冰箱坏了，店长张伟不肯退。",
}
LOOKUPS = [("phone", "13912345678")]


def file_case(case_id=1, **slots):
    vault.insert([vault.prepare(case_id, {"intake": INTAKE, **slots}, LOOKUPS)])
    return case_id


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]
