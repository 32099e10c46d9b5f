"""The map holds every division of today, lies within its box, and is equal in area."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from policymine.comparison.outlines import HEIGHT, WIDTH, albers, china
from policymine.geography import divisions

NUMBER = re.compile(r"-?\d+\.\d")


def points(path: str) -> list[tuple[float, float]]:
    numbers = [float(n) for n in NUMBER.findall(path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_all_provinces_are_on_the_map_with_taiwan_hong_kong_macao():
    codes = {outline.adcode for outline in china().outlines}
    assert (
        codes == {d.adcode for d in divisions.at(None) if d.level.value == "province"}
        if hasattr(divisions, "at")
        else len(codes) == 34
    )
    assert {"710000", "810000", "820000"} <= codes


def test_the_inset_has_its_dashes():
    assert china().inset.count("M") == 12  # coast, Hainan, nine dashes, frame


@pytest.mark.parametrize("level", ["province", "prefecture"])
def test_outlines_lie_in_the_box_and_labels_in_their_outline(level):
    for outline in china(level).outlines:
        found = points(outline.path)
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found), outline.adcode
        xs, ys = [x for x, _ in found], [y for _, y in found]
        assert min(xs) - 0.1 <= outline.label[0] <= max(xs) + 0.1
        assert min(ys) - 0.1 <= outline.label[1] <= max(ys) + 0.1


def test_neighbours_lie_where_they_do():
    at = {outline.adcode: outline.label for outline in china().outlines}
    assert at["650000"][0] < at["610000"][0] < at["370000"][0]  # Xinjiang, Shaanxi, Shandong from west to east
    assert at["230000"][1] < at["130000"][1] < at["460000"][1]  # Heilongjiang, Hebei, Hainan from north to south


def test_the_projection_keeps_areas():
    def cell(longitude: float, latitude: float) -> float:
        corners = [albers(longitude + x, latitude + y) for x, y in ((0, 0), (0.01, 0), (0.01, 0.01), (0, 0.01), (0, 0))]
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(corners)) / 2)

    from math import cos, radians

    for longitude, latitude in ((80, 20), (105, 36), (130, 50)):
        true = radians(0.01) ** 2 * cos(radians(latitude + 0.005))
        assert cell(longitude, latitude) == pytest.approx(true, rel=1e-4)
