// Before and after the policy, on a logarithmic scale that also holds zero: 5,092 → 4 and 81 → 8 can be read side by side.
function pairsShown() {
  const own = DATA.pairs.filter((pair) => pair.level === state.level && pair.indicator === state.indicator);
  if (own.length) return own;
  const measure = state.indicator.slice(state.indicator.lastIndexOf(".") + 1);
  const origin = DATA.derivations[measure];
  const name = origin ? state.indicator.slice(0, state.indicator.lastIndexOf(".") + 1) + origin : null;
  return DATA.pairs.filter((pair) => pair.level === state.level && pair.indicator === name);
}

// Labels that would stand on each other are moved apart, downwards and then back up.
function apart(wanted, gap, top, bottom) {
  const order = wanted.map((y, number) => [y, number]).sort((a, b) => a[0] - b[0]);
  for (let number = 1; number < order.length; number += 1) order[number][0] = Math.max(order[number][0], order[number - 1][0] + gap);
  if (order.length) order[order.length - 1][0] = Math.min(order[order.length - 1][0], bottom);
  for (let number = order.length - 2; number >= 0; number -= 1) order[number][0] = Math.min(order[number][0], order[number + 1][0] - gap);
  const out = [];
  order.forEach(([y, number]) => { out[number] = Math.max(top, y); });
  return out;
}

function slopesSection(width) {
  const pairs = pairsShown();
  if (!pairs.length) return section("slopes", t("slopes"), t("no_pairs"));
  const percent = pairs[0].after.unit === "percent";
  const scale = percent ? (value) => value : (value) => Math.sign(value) * Math.log10(1 + Math.abs(value));
  const numbers = pairs.flatMap((pair) => [Number(pair.before.value), Number(pair.after.value)]).map(scale);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const gap = 16;
  const height = Math.max(240, pairs.length * gap + 60);
  const y = (value) => 34 + (1 - (most === least ? 0.5 : (scale(value) - least) / (most - least))) * (height - 60);
  const left = Math.min(230, width * 0.36);
  const right = width - left;
  const size = width < 560 ? 11 : 13;
  const fit = (text) => (text.length * size * 0.56 > left - 14 ? text.slice(0, Math.max(4, Math.floor((left - 18) / (size * 0.56)))) + "…" : text);
  const before = apart(pairs.map((pair) => y(Number(pair.before.value))), gap, 30, height - 12);
  const after = apart(pairs.map((pair) => y(Number(pair.after.value))), gap, 30, height - 12);
  const marks = pairs.map((pair, number) => {
    const words = placeName(pair.place) + ": " + valueText(pair.before, true) + " → " + valueText(pair.after, true) + (pair.together ? "" : ", " + t("other_report"));
    const [y1, y2] = [y(Number(pair.before.value)), y(Number(pair.after.value))];
    return s(
      "g",
      { class: "slope" + (pair.together ? "" : " apart"), role: "button", "aria-label": words, "data-place": pair.place, onclick: () => openPair(pair) },
      s("title", {}, words),
      s("path", { class: "catch", d: "M" + left + "," + y1 + "L" + right + "," + y2 }),
      s("path", { class: "leader", d: "M" + (left - 8) + "," + (before[number] - 4) + "L" + left + "," + y1 + "M" + right + "," + y2 + "L" + (right + 8) + "," + (after[number] - 4) }),
      s("path", { class: "line", d: "M" + left + "," + y1 + "L" + right + "," + y2 }),
      s("circle", { cx: left, cy: y1, r: 3.5 }),
      s("circle", { cx: right, cy: y2, r: 3.5 }),
      s("text", { x: left - 11, y: before[number], "text-anchor": "end", "font-size": size }, fit(shortPlace(pair.place) + " " + valueText(pair.before, false))),
      s("text", { x: right + 11, y: after[number], "font-size": size }, fit(valueText(pair.after, false) + " " + shortPlace(pair.place))),
    );
  });
  const group = s("g", { role: "group", "aria-label": t("slopes") }, marks);
  roving(group, marks, inOrder);
  const head = (x, text, anchor) => s("text", { x, y: 14, "text-anchor": anchor, class: "axis" }, text);
  const drawing = s("svg", { viewBox: "0 0 " + width + " " + height, class: "slopes", role: "group", "aria-label": t("slopes") }, head(left, t("before"), "end"), head(right, t("after"), "start"), group);
  const note = indicatorName(pairs[0].indicator) + ". " + t(percent ? "slopes_note_percent" : "slopes_note");
  return section("slopes", t("slopes"), note, drawing);
}

function openPair(pair) {
  openPanel(placeName(pair.place) + " · " + indicatorName(pair.indicator), [
    h("p", { class: "big" }, valueText(pair.before, true) + " → " + valueText(pair.after, true)),
    h("p", { class: "note" }, t(pair.together ? "same_report" : "other_report")),
    h("h3", {}, t("before")),
    figureBlock(pair.before),
    h("h3", {}, t("after")),
    figureBlock(pair.after),
  ]);
}
