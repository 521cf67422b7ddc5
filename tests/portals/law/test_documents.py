"""A complainant takes papers to the next forum: only from the own matter."""

from redress.cases import filing, intake
from redress.cases.models import Case
from redress.kernel.actors import ANYONE
from redress.portals.public.following import session
from tests.conftest import NOON
from tests.world import COMPLAINT


def filed_case() -> Case:
    return Case.objects.get(pk=filing.file(intake.read(COMPLAINT, now=NOON), actor=ANYONE, now=NOON)[0].id)


def hold(visitor, case: Case) -> None:
    from django.http import HttpResponse

    visitor.client.cookies.load(session.hold(HttpResponse(), case).cookies.output(header=""))


def test_the_holder_of_a_case_sees_and_loads_the_papers(visitor):
    case = filed_case()
    hold(visitor, case)
    shown = visitor.get(f"/case/{case.number}/documents/").content.decode()
    assert "民事起诉状" in shown
    assert "案卷里还没有调解协议" in shown
    response = visitor.get(f"/case/{case.number}/documents/civil_complaint.pdf")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    assert visitor.get(f"/case/{case.number}/documents/nonsense.pdf").status_code == 404


def test_nobody_else_gets_them(visitor):
    case = filed_case()
    response = visitor.get(f"/case/{case.number}/documents/civil_complaint.pdf")
    assert not response.content.startswith(b"%PDF")
    assert "民事起诉状" not in visitor.get(f"/case/{case.number}/documents/").content.decode()
