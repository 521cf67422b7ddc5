"""One page per rule set: what it is, its states as a diagram, its verbs, its limits and its closed lists of reasons."""

from collections.abc import Iterable, Iterator

from redress.law import packs
from redress.law.cite import Cite
from redress.law.packs import Pack, Step, say

STAYS = "="  # as the tables write it; what begins with @ depends on where the case was before
BACK = {"previous": "回到原状态 back where it was", "reopened": "重新办理 taken up again"}
KIND = {"complaint": "complaint 投诉", "report": "report 举报"}


def pages() -> Iterator[tuple[str, str]]:
    for name in sorted(packs.available()):
        yield name, page(packs.load(name))


def page(pack: Pack) -> str:
    ends = f" to {pack.in_force_to}" if pack.in_force_to else ""
    lines = [
        f"# {pack.id}: {both(pack.title)}",
        "",
        f"Version {pack.version}, {pack.kind}, in force from {pack.in_force_from}{ends}. Calendar: {pack.calendar}.",
    ]
    kinds = [kind for kind in pack.initial if pack.steps]
    for kind in kinds:
        lines += ["", f"## States: {KIND.get(kind, kind)}", "", *diagram(pack, kind)]
    if pack.steps:
        lines += ["", "## Verbs", "", *verbs(pack)]
    if pack.limits:
        lines += ["", "## Limits", "", *limits(pack)]
    for group, grounds in pack.grounds.items():
        lines += ["", f"## Reasons: {group}", "", "| code | reason | basis |", "|---|---|---|"]
        lines += [f"| `{ground.code}` | {both(ground.title)} | {cited(ground.cites)} |" for ground in grounds.values()]
    return "\n".join(lines) + "\n"


def both(text: packs.Text | None) -> str:
    zh, en = say(text, "zh"), say(text, "en")
    return (zh if zh == en else f"{zh} {en}").replace("|", "\\|").replace("\n", " ")


def cited(cites: Iterable[Cite]) -> str:
    return "; ".join(f"{cite.law} {cite.article}" for cite in cites)


def diagram(pack: Pack, kind: str) -> list[str]:
    """Draw the states of one kind of case (Mermaid). Steps that change no state are left to the table."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in pack.steps:
        for source in sorted(step.sources):
            if kind in step.kinds and kind in pack.states[source].kinds and step.target not in {STAYS, source}:
                arrows.setdefault((source, step.target.lstrip("@")), []).append(step.verb)
    used = sorted({pack.initial[kind], *(state for arrow in arrows for state in arrow)})
    titles = {code: both(state.title) for code, state in pack.states.items()} | BACK
    names = [f"    {code}: {titles[code]}" for code in used]
    lines = [f"    {source} --> {target}: {' / '.join(verbs)}" for (source, target), verbs in sorted(arrows.items())]
    return ["```mermaid", "stateDiagram-v2", *names, f"    [*] --> {pack.initial[kind]}", *lines, "```"]


def verbs(pack: Pack) -> list[str]:
    return [
        "| verb | does | from | to | by | needs | basis | clock | letter |",
        "|---|---|---|---|---|---|---|---|---|",
        *[row(step) for step in pack.steps],
    ]


def row(step: Step) -> str:
    cells = (
        f"`{step.verb}`",
        both(step.title),
        ", ".join(sorted(step.sources)),
        "stays" if step.target == STAYS else step.target.lstrip("@"),
        ", ".join(sorted(step.roles)),
        ", ".join(filter(None, [*step.needs, f"one of {step.reasons}" if step.reasons else ""])),
        cited(step.cites),
        ", ".join(step.clock),
        step.letter,
    )
    return f"| {' | '.join(cells)} |"


def limits(pack: Pack) -> list[str]:
    lines = ["| limit | what | length | starts on | left out | met by | basis |", "|---|---|---|---|---|---|---|"]
    for limit in pack.limits.values():
        cells = (
            f"`{limit.code}`",
            f"{both(limit.title)} ({limit.family})",
            f"{limit.length} {limit.unit.replace('_', ' ')}",
            ", ".join(limit.starts_on),
            ", ".join(f"{each.begins_on} – {each.ends_on}" for each in limit.excluded),
            ", ".join(limit.met_by),
            cited(limit.cites),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines
