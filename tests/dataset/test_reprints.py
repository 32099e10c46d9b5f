"""The same story from several papers is one cluster; stories on one topic are not."""

from __future__ import annotations

import pytest

from policymine.dataset.reprints import cluster, signature
from policymine.dataset.rows import document_row
from policymine.records import Language
from policymine.text.documents import make_document
from policymine.text.script import simplified

STORY = """全市校外培训治理取得阶段成效
记者从市教育局获悉，今年以来全市共检查校外培训机构318家次，发现问题96个，已整改91个。截至目前，学科类培训机构由214家压减至17家，压减率达到92.1%。
市教育局基础教育科负责人介绍，所有义务教育学校都开设了课后服务，参加学生达到8.6万人，占在校生的九成以上。各校结合实际开出艺术、体育、科技、劳动等课程一千二百余门，
聘请校外辅导员640名。下一步，市教育局将会同市场监管、公安、民政等部门建立联合执法机制，对隐形变异培训发现一起、查处一起，并把结果向社会公开。
"""
OTHER = """全省推进县域医共体建设
省卫生健康委昨日召开新闻发布会，通报县域医疗共同体建设进展。全省已建成县域医共体112个，覆盖乡镇卫生院1,403家，基层诊疗量占比达到61.4%。
今年前三季度，上级医院向基层派驻医师3,260名，下转患者14.2万人次。省医保局有关负责人表示，对紧密型医共体实行总额付费、结余留用，已有67个县开展试点。
下一步将推动检查检验结果互认，年内实现影像、心电、检验三类结果在全省范围内互认。
"""


def row(name: str, text: str, published: str | None) -> dict:
    document = make_document(name, text)
    return {**document_row(document), "published": published}


def reprint_of(text: str) -> str:
    lines = text.strip().splitlines()
    return "\n".join([lines[0], "本报讯 " + lines[1], *lines[2:], "（责任编辑：周某）"])


def test_a_reprint_with_another_byline_and_credits_is_the_same_story():
    found = cluster([row("b.txt", reprint_of(STORY), "2022-06-03"), row("a.txt", STORY, "2022-06-02")])
    assert [(r.similarity >= 0.7) for r in found] == [True, True]
    assert {r.origin for r in found} == {found[0].doc_id}
    assert found[0].similarity == 1.0


def test_the_first_published_is_the_origin_and_a_page_without_a_date_is_not():
    rows = [row("undated.txt", reprint_of(STORY), None), row("dated.txt", STORY, "2022-06-05")]
    found = cluster(rows)
    assert {r.origin for r in found} == {rows[1]["doc_id"]}


def test_other_stories_stand_alone():
    assert cluster([row("a.txt", STORY, None), row("b.txt", OTHER, None)]) == []


def test_the_same_template_with_other_numbers_and_places_is_another_story():
    template = "{}教育局通报，全{}学科类培训机构由{}家压减至{}家，压减率达到{}%。{}"
    tails = [
        "当地还在每个乡镇设立了举报箱，由退休教师担任义务监督员，并在暑假期间对写字楼、小区开展巡查，家长满意度明显上升。",
        "该局随后召开座谈会，听取培训机构举办者意见，帮助六成教师转岗到公办学校，其余人员通过专场招聘实现就业，社会反响平稳。",
    ]
    rows = [
        row("a.txt", template.format("甲县", "县", 81, 8, "90.1", tails[0]), None),
        row("b.txt", template.format("乙市", "市", 264, 15, "94.3", tails[1]), None),
    ]
    assert cluster(rows) == []


def test_a_threshold_that_asks_for_more_splits_the_cluster():
    rows = [row("a.txt", STORY, "2022-06-02"), row("b.txt", STORY[: len(STORY) * 4 // 5], "2022-06-03")]
    assert len(cluster(rows, threshold=0.6)) == 2
    assert cluster(rows, threshold=0.95) == []


def test_traditional_and_simplified_characters_tell_one_story():
    traditional = STORY.translate(
        str.maketrans(
            "记从学发现问题压减率达务开设压艺术体劳动请辅导员联执对隐变查处结会区义构个参",
            "記從學發現問題壓減率達務開設壓藝術體勞動請輔導員聯執對隱變查處結會區義構個參",
        )
    )
    assert traditional != STORY
    assert simplified(traditional) == STORY
    assert len(cluster([row("hk.txt", traditional, None), row("cn.txt", STORY, "2022-06-02")])) == 2


def test_english_documents_are_compared_by_words():
    story = (
        "The county education bureau said on Tuesday that the number of subject training institutions fell from 81 to 8, "
        "a reduction rate of 90.1 percent, and that all 46 schools of compulsory education now offer after-class services. "
        "More than 31,000 students take part, and 1,200 teachers were paid for the extra hours last term, it added."
    )
    rows = [row("a.txt", story, "2022-06-02"), row("b.txt", "Reporter's note. " + story, "2022-06-03")]
    assert make_document("a", story).language is Language.EN
    assert len(cluster(rows)) == 2


def test_a_text_too_short_to_compare_has_no_signature():
    assert signature(make_document("x", "全县8家。")) == ""


@pytest.mark.parametrize("text", ["", "。", "雙減", "着重", "乾"])
def test_simplified_keeps_the_length(text):
    assert len(simplified(text)) == len(text)
