"""The first start of an installation that is to hold real cases: one body, one administrator, nothing else."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from redress.agencies import actions
from redress.agencies.models import Agency, AgencyKind, Level
from redress.config import env
from redress.kernel.actors import Role, system
from redress.kernel.first_run import write_first_run

KIND_OF_BODY = {
    "authority": AgencyKind.MARKET_SUPERVISION,
    "authorised_body": AgencyKind.CONSUMER_ASSOCIATION,
    "company": AgencyKind.COMPANY_DESK,
    "mediation_body": AgencyKind.MEDIATION_BODY,
}
USERNAME = "admin"


def open_with_an_administrator(*, now: datetime) -> None:
    """Make the body this installation belongs to and its administrator, and leave first-run.json.

    Changes nothing where there is any body already.
    """
    if Agency.objects.exists():
        return
    password = secrets.token_urlsafe(18)
    division = env.text("REDRESS_DIVISION", "310115")
    actor = system("first_start")
    with transaction.atomic():
        agency = actions.add_agency(
            code=division,
            name_zh=settings.REDRESS_ORGANISATION_ZH,
            name_en=settings.REDRESS_ORGANISATION_EN,
            kind=KIND_OF_BODY[settings.REDRESS_OPERATOR_KIND],
            level=Level.COUNTY,
            division=division,
            phone=settings.REDRESS_PHONE,
            actor=actor,
            now=now,
        )
        staff = actions.add_staff(
            username=USERNAME,
            name="",
            role=Role.ADMIN,
            agency_code=agency.code,
            password=password,
            actor=actor,
            now=now,
        )
        key = actions.issue_key(staff, actor=actor, now=now)
        account = {
            "role": Role.ADMIN.value,
            "agency": agency.code,
            "username": USERNAME,
            "password": password,
            "api_key": key,
        }
        write_first_run(settings.REDRESS_DATA, url=f"{settings.REDRESS_BASE_URL}/", accounts=[account])
