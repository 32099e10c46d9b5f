// Bars with their bounds: solid where a report states the value, striped where it is computed, open where the bound has no end.
const MOST_BARS = 40;

function scaleEnd(cells, target) {
  const ends = cells.flatMap((cell) => [cell.number, cell.max ? Number(cell.max) : 0, cell.high === undefined ? cell.number * 1.06 : cell.high]);
  const top = Math.max(...ends.map(Math.abs), target ? Number(target.value) : 0);
  return cells[0].unit === "percent" && top <= 100 ? 100 : top || 1;
}

function bar(cell, end) {
  const part = (value) => Math.max(0, Math.min(100, (value / end) * 100));
  const low = cell.low === undefined ? 0 : cell.low;
  const high = cell.high === undefined ? end : cell.high;
  const value = cell.max ? Number(cell.max) : cell.number;
  const open = cell.high === undefined || ["more_than", "at_least"].includes(cell.bound);
  const under = ["less_than", "at_most", "maximum"].includes(cell.bound);
  const solid = Math.min(low, cell.number);
  const wide = part(high) - part(solid) > 0.4;
  return h(
    "span",
    { class: "track", "aria-hidden": "true" },
    h("span", { class: "bar " + cell.status, style: { width: part(wide ? solid : value) + "%" } }),
    wide ? h("span", { class: "reach " + cell.status + (open ? " open" : under ? " under" : ""), style: { left: part(solid) + "%", width: part(high) - part(solid) + "%" } }) : null,
  );
}

function rankingSection() {
  const one = INDICATORS.get(state.indicator);
  const cells = cellsOf(state.indicator, state.level).sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (one.target && one.target.bound === "at_most" ? a.number - b.number : b.number - a.number));
  if (!cells.length) return section("ranking", t("ranking"), t("no_cells"));
  const end = scaleEnd(cells, one.target);
  const list = h("ol", { class: "bars" });
  const rows = cells.map((cell) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "bar-row", "aria-label": t("rank") + " " + rankText(cell.rank) + ": " + spoken(cell), "data-place": cell.place, onclick: () => openCell(cell) },
        h("span", { class: "rank" }, rankText(cell.rank)),
        h("span", { class: "name" }, placeName(cell.place)),
        bar(cell, end),
        h("span", { class: "value" }, valueText(cell, false), cell.against ? h("span", { class: "warn" }, " !") : null),
        h("span", { class: "sign", title: t("statuses." + cell.status) }, SIGNS[cell.status]),
        one.target ? h("span", { class: "light " + (cell.light || "") }, cell.light ? lightText(cell.light) : "") : null,
      ),
    ),
  );
  const more = h("button", { type: "button", class: "more", hidden: rows.length <= MOST_BARS, onclick: () => { list.replaceChildren(...rows); more.hidden = true; } }, t("show_all", { all: count(rows.length) }));
  list.append(...rows.slice(0, MOST_BARS));
  if (one.target) list.style.setProperty("--target", Math.min(100, (Number(one.target.value) / end) * 100) + "%");
  // One width for all values, so that the bars of all rows begin and end together.
  list.style.setProperty("--value", Math.max(...cells.map((cell) => valueText(cell, false).length + (cell.against ? 2 : 0))) * 0.62 + 0.3 + "em");
  list.className = "bars" + (one.target ? " with-target" : "");
  roving(list, rows.map((row) => row.firstChild), inOrder);
  const present = [...new Set(cells.map((cell) => cell.status))];
  const key = h("ul", { class: "legend", "aria-label": t("legend") }, present.map((status) => h("li", {}, h("span", { class: "swatch bar " + status, "aria-hidden": "true" }), SIGNS[status] + " " + t("statuses." + status))), h("li", {}, h("span", { class: "swatch reach open", "aria-hidden": "true" }), t("legend_reach")));
  return section("ranking", t("ranking"), t("ranking_note"), key, list, more);
}
