// Which indicator, which level, which language: it stays in sight while the page is scrolled.
function controls(change) {
  const groups = new Map();
  for (const one of DATA.indicators) {
    const entity = one.name.split(".")[0];
    if (!groups.has(entity)) groups.set(entity, []);
    groups.get(entity).push(one);
  }
  const option = (one) => h("option", { value: one.name, selected: one.name === state.indicator }, one[state.lang] + " (" + count(Object.values(one.filled).reduce((a, b) => a + b, 0)) + ")");
  const choose = h(
    "select",
    { id: "indicator", onchange: (event) => change({ indicator: event.target.value }) },
    [...groups.values()].map((group) => (group.length > 1 ? h("optgroup", { label: group[0][state.lang] }, group.map(option)) : option(group[0]))),
  );
  const levels = LEVELS.map((level) =>
    h("button", { type: "button", id: "level-" + level, "aria-pressed": String(level === state.level), onclick: () => change({ level }) }, t("levels." + level)),
  );
  const other = state.lang === "zh" ? "en" : "zh";
  return h(
    "nav",
    { class: "controls", "aria-label": t("choose") },
    h("label", { for: "indicator" }, t("indicator")),
    choose,
    h("div", { class: "levels", role: "group", "aria-label": t("level") }, levels),
    h("button", { type: "button", id: "language", lang: other === "zh" ? "zh-CN" : "en", onclick: () => change({ lang: other }) }, other === "zh" ? "中文" : "English"),
  );
}

function indicatorHead() {
  const one = INDICATORS.get(state.indicator);
  if (!one) return h("p", { class: "note" }, t("nothing"));
  const nation = cellAt(one.name, "");
  return h(
    "div",
    { class: "indicator-head" },
    h("h2", {}, one[state.lang]),
    h("p", { class: "note" }, h("code", {}, one.name), one.unit ? " · " + t("fields.unit") + ": " + unitWord(one.unit) : null, one.target ? " · " + t("target") + ": " + targetText(one.target) : null),
    nation ? h("p", {}, h("button", { type: "button", class: "nation", onclick: () => openCell(nation) }, shortPlace("") + ": " + valueText(nation, true) + " (" + asOf(nation.period) + ")")) : null,
  );
}
