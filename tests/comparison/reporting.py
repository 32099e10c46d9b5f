"""A small dataset for the report's tests, read by the reader itself, with hostile documents among the honest ones."""

from __future__ import annotations

import json
from pathlib import Path

from policymine.dataset.store import Dataset, open_dataset
from policymine.pipeline import mine

RATE = "subject_training_institutions.reduction_rate"
COUNT = "subject_training_institutions.count"
COVER = "after_school_service.school_coverage"

DOCUMENTS = [
    {
        "doc": "hebei.txt",
        "title": "河北双减一周年",
        "publisher": "河北省教育厅",
        "published": "2022-07-19",
        "url": "https://jyt.example.gov.cn/a?b=1&c=2",
        "text": "河北双减一周年\n河北义务教育学科类培训机构从双减前的5092家减至4家，其中注销1743家、转为非学科3345家。",
    },
    {
        "doc": "gansu.txt",
        "title": "Gansu reports",
        "published": "2022-06-20",
        "text": "Gansu reports\nIn Gansu Province, the reduction rate of discipline training institutions was more than 90%.",
    },
    {
        "doc": "henan.txt",
        "title": "河南通报",
        "published": "2022-07-25",
        "text": "河南通报\n截至7月15日，河南省学科类校外培训机构压减率达98.2%。全省课后服务学校覆盖率达100%。",
    },
    {
        "doc": "henan_other.txt",
        "title": "河南进展",
        "published": "2022-07-20",
        "text": "河南进展\n截至7月15日，河南省学科类校外培训机构压减率达95.4%。河南省教育厅印发《课后服务管理办法》。",
    },
    {
        "doc": "hubei.txt",
        "title": "湖北快讯",
        "published": "2022-06-30",
        "text": "湖北快讯\n截至6月30日，湖北省课后服务学校覆盖率达97.5%。武汉市学科类培训机构压减率达96.5%。",
    },
]
HOSTILE = {
    "doc": "<img src=x onerror=window.hacked=3>.txt",
    "title": "</script><script>window.hacked=1</script>四川𠮷报 {{data}} <!-- ",
    "publisher": "<svg onload=window.hacked=2>",
    "published": "2022-08-31",
    "url": "javascript:window.hacked=4",
    "text": "四川通报\n𠮷<script>window.hacked=5</script></script>截至8月31日，四川省学科类校外培训机构压减率达97.3%，𠮷。",
}


def make_dataset(folder: Path) -> Dataset:
    """The dataset of ``DOCUMENTS`` and ``HOSTILE`` in a new folder."""
    source = folder / "in.jsonl"
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in [*DOCUMENTS, HOSTILE]), encoding="utf-8")
    mine([source], folder / "dataset")
    return open_dataset(folder / "dataset")
