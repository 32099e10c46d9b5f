// Which cells are filled: places down, indicators across; the fullest indicators first.
const MOST_COLUMNS = 40;

function coverageSection() {
  const level = state.level;
  const counted = DATA.indicators.map((one) => [one, one.filled[level] || 0]).filter(([, filled]) => filled);
  counted.sort((a, b) => b[1] - a[1]);
  const columns = counted.slice(0, MOST_COLUMNS).map(([one]) => one);
  if (!columns.length) return section("coverage", t("coverage"), t("no_cells"));
  const filled = new Set(DATA.cells.filter((cell) => cell.level === level).map((cell) => cell.place));
  const codes = Object.keys(DATA.places).filter((code) => (level === "province" ? DATA.places[code].level === "province" : filled.has(code)));
  let total = 0;
  const rows = codes.map((code) => {
    let own = 0;
    const cells = columns.map((one) => {
      const cell = cellAt(one.name, code);
      const status = cell ? (conflicted(cell) ? "contradicted" : cell.status) : "missing";
      own += cell ? 1 : 0;
      const reason = cell ? null : reasonOf(one.name, code);
      const words = shortPlace(code) + ", " + one[state.lang] + ": " + (cell ? valueText(cell, true) + ", " + t("statuses." + cell.status) + (cell.against ? ", " + t("conflict") : "") : t("missing." + reason));
      const sign = cell ? (cell.against ? "!" : SIGNS[cell.status]) : reason === "not_reported" ? "" : "·";
      return h("td", { class: "cell " + status, role: "gridcell", "aria-label": words, title: words, "data-place": code, "data-indicator": one.name }, sign);
    });
    total += own;
    return h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, placeName(code)), cells, h("td", { class: "right", role: "gridcell" }, String(own)));
  });
  const heads = columns.map((one, number) => h("th", { scope: "col", role: "columnheader", title: one[state.lang], "aria-label": one[state.lang] }, h("button", { type: "button", tabindex: "-1", onclick: () => show({ indicator: one.name }) }, String(number + 1))));
  const table = h(
    "table",
    { class: "coverage", role: "grid", "aria-label": t("coverage") },
    h("thead", {}, h("tr", { role: "row" }, h("td", { role: "columnheader" }), heads, h("th", { scope: "col", role: "columnheader", class: "right" }, t("filled")))),
    h("tbody", {}, rows),
  );
  const marks = [...table.querySelectorAll("td.cell")];
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td.cell");
    if (cell) openPlace(cell.dataset.indicator, cell.dataset.place);
  });
  roving(table, marks, inGrid(columns.length));
  const key = h("ul", { class: "legend", "aria-label": t("legend") }, ["verified", "stated", "derived", "rolled_up", "contradicted", "missing"].map((status) => h("li", {}, h("span", { class: "swatch cell " + status, "aria-hidden": "true" }, SIGNS[status]), t("statuses." + status))));
  const list = h("ol", { class: "columns" }, columns.map((one) => h("li", {}, h("button", { type: "button", class: "inline", onclick: () => show({ indicator: one.name }) }, one[state.lang]), " (" + (one.filled[level] || 0) + ")")));
  const note = t("coverage_note", { filled: count(total), all: count(codes.length * columns.length) }) + (counted.length > columns.length ? " " + t("columns_shown", { shown: columns.length, all: counted.length }) : "");
  return section("coverage", t("coverage"), note, key, h("div", { class: "scroll" }, table), h("details", { class: "column-names" }, h("summary", {}, t("column_names")), list));
}
