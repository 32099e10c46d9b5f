// The choropleth: five classes of equal size, hatching where nothing is known, signs where reports disagree.
const CLASSES = 5;

function classBreaks(values) {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  if (sorted.length <= CLASSES) return sorted.map((value) => [value, value]);
  const all = [...values].sort((a, b) => a - b);
  const tops = [...new Set(Array.from({ length: CLASSES }, (_, number) => all[Math.ceil(((number + 1) * all.length) / CLASSES) - 1]))];
  return tops.map((top, number) => [number ? sorted.find((value) => value > tops[number - 1]) : sorted[0], top]);
}

function classOf(breaks, value) {
  return breaks.findIndex(([, top]) => value <= top);
}

function shade(number, breaks) {
  return "shade-" + (breaks.length === 1 ? 3 : Math.round((number * (CLASSES - 1)) / (breaks.length - 1)));
}

function mapDefinitions() {
  const hatch = (id, css, ...lines) => s("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { width: 8, height: 8, class: css }), lines);
  const line = (attributes) => s("line", { class: "hatch-line", ...attributes });
  return s(
    "defs",
    {},
    hatch("hatch", "hatch-ground", line({ x1: 0, y1: 0, x2: 0, y2: 8 })),
    hatch("cross", "hatch-ground", line({ x1: 0, y1: 0, x2: 0, y2: 8 }), line({ x1: 0, y1: 0, x2: 8, y2: 0 })),
    s("pattern", { id: "dots", width: 7, height: 7, patternUnits: "userSpaceOnUse" }, s("circle", { cx: 2, cy: 2, r: 1.3, class: "dot" })),
  );
}

// Labels are 11 pixels high whatever the width of the page; those that would stand on another are left out.
function mapLabels(outlines, cells, width) {
  const size = (11 * DATA.maps.width) / (width >= 990 ? width * 0.5 : width);
  const boxes = [];
  return outlines
    .map(([code, , x, y]) => [cells.get(code), x, y])
    .filter(([cell]) => cell)
    .sort((one, two) => two[0].number - one[0].number)
    .map(([cell, x, y]) => {
      const text = valueText(cell, false) + (cell.against ? " !" : "");
      const name = shortPlace(cell.place);
      const half = Math.max(text.length * 0.32, name.length * (state.lang === "zh" ? 0.5 : 0.3)) * size;
      const box = [x - half, y - size * 1.3, x + half, y + size * 1.25];
      if (boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return null;
      boxes.push(box);
      return s("g", { class: "map-label", "aria-hidden": "true", "font-size": size }, s("text", { x, y: y - size * 0.2 }, name), s("text", { x, y: y + size * 0.9, class: "value" }, text));
    });
}

function mapSection(width) {
  const indicator = state.indicator;
  const level = DATA.maps[state.level] ? state.level : null;
  if (!level) return section("map", t("map"), t("no_map"));
  const outlines = DATA.maps[level];
  const cells = new Map(outlines.map(([code]) => [code, cellAt(indicator, code)]).filter(([, cell]) => cell));
  const breaks = classBreaks([...cells.values()].map((cell) => cell.number));
  const other = (code) => reasonOf(indicator, code) !== "not_reported";
  const regions = outlines.map(([code, path]) => {
    const cell = cells.get(code);
    const words = cell ? spoken(cell) : placeName(code) + ", " + t("no_value") + ": " + t("missing." + reasonOf(indicator, code));
    const css = cell ? shade(classOf(breaks, cell.number), breaks) + (conflicted(cell) ? " conflict" : "") : other(code) ? "cross" : "hatch";
    return s("path", { d: path, class: "region " + css, role: "button", "aria-label": words, "data-place": code, onclick: () => openPlace(indicator, code) }, s("title", {}, words));
  });
  const dotted = outlines.filter(([code]) => cells.has(code) && ["derived", "rolled_up"].includes(cells.get(code).status)).map(([, path]) => s("path", { d: path, class: "overlay", fill: "url(#dots)" }));
  const borders = level === "prefecture" ? DATA.maps.province.map(([, path]) => s("path", { d: path, class: "border" })) : null;
  const group = s("g", { role: "group", "aria-label": t("map_of", { indicator: indicatorName(indicator) }) }, regions);
  roving(group, regions, nearest(outlines.map(([, , x, y]) => [x, y])));
  const drawing = s(
    "svg",
    { viewBox: "0 0 " + DATA.maps.width + " " + DATA.maps.height, class: "map", role: "group", "aria-label": t("map_of", { indicator: indicatorName(indicator) }) },
    mapDefinitions(),
    group,
    dotted,
    borders,
    s("path", { d: DATA.maps.inset, class: "inset", "aria-hidden": "true" }),
    level === "province" || cells.size <= 40 ? mapLabels(outlines, cells, width) : null,
  );
  return section("map", t("map"), t("map_note"), h("div", { class: "map-box" }, drawing, mapLegend(breaks, [...cells.values()], outlines.some(([code]) => !cells.has(code) && other(code)))));
}

function mapLegend(breaks, cells, otherReasons) {
  const unit = cells.length ? cells[0].unit : null;
  const text = (value) => {
    const one = cells.find((cell) => cell.number === value);
    return digits(one.value);
  };
  const swatch = (css, words) => h("li", {}, h("span", { class: "swatch " + css, "aria-hidden": "true" }), words);
  return h(
    "ul",
    { class: "legend", "aria-label": t("legend") },
    breaks.map(([low, high], number) => swatch(shade(number, breaks), (low === high ? text(low) : text(low) + " – " + text(high)) + (unit === "percent" ? " %" : ""))),
    cells.some((cell) => ["derived", "rolled_up"].includes(cell.status)) ? swatch("dotted", t("legend_derived")) : null,
    cells.some(conflicted) ? swatch("outlined", t("legend_conflict")) : null,
    swatch("hatched", t("legend_missing")),
    otherReasons ? swatch("crossed", t("legend_other_reason")) : null,
  );
}
