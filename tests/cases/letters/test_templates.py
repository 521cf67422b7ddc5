"""An office words its letters itself: checked, previewed, versioned, and never without what the law wants said."""

import pytest

from redress.agencies.actions import add_agency
from redress.cases.letters import forms, markup, render, templates
from redress.cases.letters.models import LetterTemplate
from redress.kernel.actors import SYSTEM, Actor, Role
from redress.kernel.problems import NotAllowed
from tests.cases.letters.sample import sample_facts, words_of
from tests.conftest import NOON

REFUSAL = forms.form("cn-samr-2026", "refusal_decision")
GOOD = "> 我们不受理。\n\n{received_on}收到。{ground_plain}（{ground_title}）\n\n{fact}\n\n{cites}\n\n{routes}\n\n"


@pytest.fixture
def chief(db) -> Actor:
    office = add_agency(
        code="310115", name_zh="浦东新区市场监督管理局（示例）", name_en="Pudong", kind="market_supervision",
        level="county", division="310115", phone="021-12315", actor=SYSTEM, now=NOON,
    )  # fmt: skip
    return Actor(
        key="staff:1", role=Role.SUPERVISOR, agency_id=office.pk, agency_ids=frozenset({office.pk}), staff_id=1
    )


def save(actor: Actor, body: str = GOOD) -> LetterTemplate:
    return templates.save("cn-samr-2026", "refusal_decision", body, language="zh", actor=actor, now=NOON)


def in_use(actor: Actor) -> templates.Wording:
    return templates.wording(REFUSAL, agency_id=actor.agency_id, language="zh")


@pytest.mark.parametrize("rule_set", ["cn-samr-2026", "cn-samr-2019"])
@pytest.mark.parametrize("language", forms.LANGUAGES)
def test_the_wordings_of_the_rule_sets_pass_their_own_check(rule_set, language):
    faults = {
        form.id: templates.problems_with_body(form, forms.shipped_body(form, language), language=language)
        for form in forms.forms(rule_set).values()
    }

    assert {letter: found for letter, found in faults.items() if found} == {}


def test_without_a_wording_of_its_own_an_office_uses_the_rule_sets(chief):
    assert in_use(chief) == templates.Wording(forms.shipped_body(REFUSAL, "zh"), "2026.1", own=False)


def test_a_new_version_is_used_and_the_old_one_kept(chief):
    save(chief)
    save(chief, GOOD.replace("我们不受理", "这件事我们不能受理"))

    assert (in_use(chief).version, in_use(chief).own) == ("v2", True)
    assert [(row.version, row.active) for row in templates.versions(REFUSAL, actor=chief, language="zh")] == [
        (2, True),
        (1, False),
    ]
    assert "这件事我们不能受理" in words_of(
        render.render_pdf(REFUSAL, sample_facts(REFUSAL), lang="zh", body=in_use(chief).body)
    )


def test_an_office_goes_back_to_an_earlier_version_or_to_the_rule_sets(chief):
    save(chief)
    save(chief)
    back = {"language": "zh", "actor": chief, "now": NOON}

    templates.use("cn-samr-2026", "refusal_decision", 1, **back)
    assert in_use(chief).version == "v1"
    templates.use("cn-samr-2026", "refusal_decision", None, **back)
    assert in_use(chief).version == "2026.1"
    with pytest.raises(LookupError):
        templates.use("cn-samr-2026", "refusal_decision", 7, **back)
    assert in_use(chief).version == "2026.1"


def test_another_office_keeps_its_own_words(chief):
    save(chief)

    assert templates.wording(REFUSAL, agency_id=chief.agency_id + 1, language="zh").own is False


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.MEDIATOR, Role.COMPLAINANT, Role.ANYONE])
def test_only_a_supervisor_or_administrator_words_letters(chief, role):
    other = Actor(key="staff:2", role=role, agency_id=chief.agency_id)

    with pytest.raises(NotAllowed) as refused:
        save(other)

    assert [problem.code for problem in refused.value.problems] == ["letter.template.wrong_role"]
    assert not LetterTemplate.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(GOOD.replace("{routes}", ""), "letter.template.required", id="no other routes"),
        pytest.param(GOOD.replace("{cites}", ""), "letter.template.required", id="no article"),
        pytest.param(GOOD.replace("{fact}", ""), "letter.template.required", id="no fact"),
        pytest.param(GOOD + "{weather}", "letter.template.unknown_placeholder", id="unknown"),
        pytest.param(GOOD + "{fact.__class__}", "letter.template.unknown_placeholder", id="an expression"),
        pytest.param(GOOD + "{", "letter.template.unknown_placeholder", id="a brace that is not closed"),
        pytest.param(GOOD + "}", "letter.template.unknown_placeholder", id="a brace that was not opened"),
        pytest.param(GOOD + "{due_on}", "letter.template.unknown_placeholder", id="of another letter"),
        pytest.param(
            GOOD.replace("\n\n{routes}", "途径：{routes}"), "letter.template.needs_own_line", id="routes in a line"
        ),
        pytest.param(GOOD + "\n\n| {note} | x |", "letter.template.in_a_label", id="a fact as a label"),
        pytest.param(GOOD + "😀", "letter.template.unprintable", id="emoji"),
        pytest.param(GOOD + "\x07", "letter.template.unprintable", id="control character"),
        pytest.param("字" * 20_001, "letter.template.too_long", id="too long"),
    ],
)
def test_words_that_cannot_be_a_letter_are_refused(chief, body, code):
    with pytest.raises(NotAllowed) as refused:
        save(chief, body)

    assert [problem.code for problem in refused.value.problems] == [code]
    assert not LetterTemplate.objects.exists()


def test_every_fault_is_said_at_once(chief):
    with pytest.raises(NotAllowed) as refused:
        save(chief, "{weather}\n\n{received_on}{ground_plain}{ground_title}{fact}")

    assert sorted(problem.code for problem in refused.value.problems) == [
        "letter.template.required", "letter.template.required", "letter.template.unknown_placeholder",
    ]  # fmt: skip


def test_empty_words_are_refused(chief):
    codes = {problem.code for problem in templates.problems_with_body(REFUSAL, " \n", language="zh")}

    assert "letter.template.empty" in codes


def test_what_is_private_stays_out_of_letters_to_the_other_side():
    form = forms.form("cn-samr-2026", "mediation_notice")
    body = forms.shipped_body(form, "zh") + "\n\n{complainant_phone}"

    codes = {problem.code for problem in templates.problems_with_body(form, body, language="zh")}

    assert codes == {"letter.template.unknown_placeholder", "letter.template.private"}


@pytest.mark.parametrize("docx", [False, True])
def test_a_preview_shows_what_will_stand_where_and_says_that_it_is_one(chief, docx):
    made = templates.preview(REFUSAL, GOOD, language="zh", actor=chief, now=NOON, docx=docx)

    assert made.startswith(b"PK" if docx else b"%PDF-")
    if not docx:
        assert "〔所依据的事实〕" in words_of(made)
        assert "签发时编号" in words_of(made)
        assert "预览不是正式文书" in words_of(made)
    assert not LetterTemplate.objects.exists()


def test_a_preview_of_bad_words_says_what_is_wrong(chief):
    with pytest.raises(NotAllowed):
        templates.preview(REFUSAL, "{weather}", language="zh", actor=chief, now=NOON)


@pytest.mark.parametrize("form", list(forms.forms("cn-samr-2026").values()), ids=lambda form: form.id)
def test_every_letter_can_be_previewed(chief, form):
    assert templates.preview(form, language="en", actor=chief, now=NOON).startswith(b"%PDF-")


def test_the_language_of_templates():
    known = forms.facts("cn-samr-2026")
    values = {
        "fact": markup.Filled(("**甲**",), "**甲**"),
        "cites": markup.Filled(("一", "二"), "一；二"),
        "story": markup.Filled(("段一", "段二"), "段一\n段二"),
    }
    body = (
        "> {fact}\n\n第一行\n第二行，**重{fact}点**，{{x}}。\n\n## 空\n\n{note}\n\n## 依据\n\n{cites}\n\n- 见{cites}\n\n"
        "{story}\n\n| 事实 | {fact} |\n| 说明 | {note} |"
    )

    blocks = markup.fill(body, values, known, language="zh", empty="未提供")

    assert [(block.kind, block.label, block.text) for block in blocks] == [
        ("lead", "", "**甲**"),
        ("paragraph", "", "第一行第二行，重**甲**点，{x}。"),
        ("heading", "", "依据"),
        ("item", "", "一"),
        ("item", "", "二"),
        ("item", "", "见一；二"),
        ("paragraph", "", "段一"),
        ("paragraph", "", "段二"),
        ("row", "事实", "**甲**"),
        ("row", "说明", "未提供"),
    ]
    assert [run for run in blocks[1].runs if run.strong] == [markup.Run("重**甲**点", strong=True)]
