"""A reason why a step is closed names its provision as people write it."""

from django.template.loader import render_to_string
from django.utils import translation

from redress.kernel.problems import Problem


def test_a_provision_is_written_as_people_write_it():
    closed = Problem("case.step.closed", "先完成检测。", cites=[{"law": "cn-standard", "article": "2.3"}])
    with translation.override("zh-hans"):
        shown = render_to_string("_parts/problems_box.html", {"problems": [closed]})
    assert "标准流程 第2.3条" in shown
    assert "cn-standard" not in shown
