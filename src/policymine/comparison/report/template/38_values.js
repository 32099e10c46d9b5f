// All values of the indicator as a table: the alternative to the charts, and what is printed.
function valuesSection() {
  const cells = [...(CELLS.get(state.indicator) || new Map()).values()];
  if (!cells.length) return section("values", t("values"), t("no_cells"));
  const target = INDICATORS.get(state.indicator).target;
  const order = { nation: 0, province: 1, prefecture: 2, county: 3 };
  // Of a value that was computed: the documents of the figures that it was computed from.
  const source = (cell) => {
    const figures = cell.figure ? [DATA.figures[cell.figure]] : (cell.behind || []).map((other) => DATA.figures[other.figure]);
    const numbers = new Set(figures.filter(Boolean).map((one) => one.document));
    return [...numbers].map((number) => DATA.documents[number]).filter(Boolean).map((one) => [one.title || one.doc, one.publisher, one.published].filter(Boolean).join(" · ")).join("; ");
  };
  const columns = [
    { title: head("fields.place"), text: (cell) => placeName(cell.place), sort: (cell) => cell.place },
    { title: t("level"), short: true, text: (cell) => t("levels." + cell.level), sort: (cell) => order[cell.level] },
    { title: t("value"), right: true, text: (cell) => valueText(cell, false), sort: (cell) => cell.number },
    { title: t("as_of"), short: true, text: (cell) => asOf(cell.period) },
    { title: t("how_known"), text: (cell) => t("statuses." + cell.status) + (cell.against ? " ! " + t("conflict") : ""), node: statusBadge },
    { title: t("rank"), right: true, text: (cell) => rankText(cell.rank), sort: (cell) => cell.rank[0] },
    target ? { title: t("target"), text: (cell) => (cell.light ? lightText(cell.light) : ""), node: (cell) => h("span", { class: "light " + (cell.light || "") }, cell.light ? lightText(cell.light) : "") } : null,
    { title: t("source"), text: source },
  ].filter(Boolean);
  return section("values", t("values"), null, dataTable({ caption: indicatorName(state.indicator), rows: cells, print: true, columns, open: openCell, order: { column: 1, up: true } }));
}
