from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.records import Language
from policymine.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("全市新建学校12所，学位1.3万个。", Language.ZH),
        ("教育廳發佈關於減輕學生作業負擔的通知，全縣壓減機構57家。", Language.ZH),
        ("AI、5G等技术进入课堂，APP备案35个。", Language.ZH),
        ("动漫展览“の”字成了流行，全市有12家门店。", Language.ZH),
        ("The city has built 12 schools in the past year.", Language.EN),
        ("off -campus training institutions reduced 99.9%", Language.EN),
        ("Hebei 5,092", Language.EN),
        (
            "Dongchuan (东川) has built 12 schools, and the Education Bureau (教育局) says that more will follow.",
            Language.EN,
        ),
        ("教育部は全国の学校で宿題を減らす方針を決めた。", Language.OTHER),
        ("교육부는 전국 학교의 숙제를 줄이기로 했다.", Language.OTHER),
        ("Министерство образования сократило домашние задания.", Language.OTHER),
        ("Le ministère de l'Éducation a réduit les devoirs dans les écoles de la ville.", Language.OTHER),
        ("Das Ministerium hat die Hausaufgaben in den Schulen der Stadt mit dem Plan reduziert.", Language.OTHER),
        ("El ministerio redujo los deberes en las escuelas de la ciudad con un plan.", Language.OTHER),
        ("Bộ Giáo dục và Đào tạo đã giảm bài tập cho học sinh trong các trường.", Language.OTHER),
        ("Kementerian mengurangi pekerjaan rumah yang diberikan kepada siswa dan guru di kota ini.", Language.OTHER),
        ("སློབ་གསོ་ལྷན་ཁང་", Language.OTHER),
        ("12345 67.8%", Language.OTHER),
        ("", Language.OTHER),
    ],
)
def test_language_detected(text: str, language: Language) -> None:
    assert detect_language(text) is language


@given(st.text())
def test_language_never_raises(text: str) -> None:
    assert detect_language(text) in Language
