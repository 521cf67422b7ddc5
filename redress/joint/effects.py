"""What a step on one case does to the others of a joint complaint (S Art. 12(2))."""

from redress.cases.effects import Change
from redress.joint import queries
from redress.joint.models import Standing
from redress.kernel.actors import Role
from redress.records.entries import Draft, append


def tell_the_represented(change: Change) -> None:
    """What a representative does has effect for those they speak for: note it in each of their cases (S Art. 12(2))."""
    if change.actor.role != Role.COMPLAINANT:
        return
    speaker = queries.running(change.case.pk)
    if speaker is None:
        return
    everybody = queries.members(speaker.joint)
    speakers = queries.representatives(everybody)
    if speaker not in speakers:
        return
    told = [one for one in everybody if speaker in queries.spoken_by(one, speakers) and one.standing == Standing.AGREED]
    data = {"joint": speaker.joint_id, "by": speaker.pk}
    append([Draft(one.case_id, "joint.representative_acted", change.now, change.actor.key, data) for one in told])
