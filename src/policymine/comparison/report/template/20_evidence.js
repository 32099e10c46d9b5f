// The panel that every mark opens: the sentence with its words marked, the document, how each field was decided, the checks.
function openPanel(title, content) {
  const panel = document.getElementById("panel");
  const close = h("button", { type: "button", class: "close", "aria-label": t("close"), onclick: () => panel.close() }, "×");
  const heading = h("h2", { id: "panel-title", tabindex: "-1" }, title);
  panel.replaceChildren(h("div", { class: "panel-head" }, heading, close), h("div", { class: "panel-body" }, content));
  panel.setAttribute("aria-labelledby", "panel-title");
  panel.setAttribute("lang", state.lang === "zh" ? "zh-CN" : "en");
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  heading.focus();
}

// A click beside the panel closes it, as Escape does; the browser then gives the focus back to the mark.
function watchPanel() {
  const panel = document.getElementById("panel");
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
}

// Offsets count code points, which Array.from does and indexing does not.
function marked(one) {
  const points = Array.from(DATA.sentences[one.sentence] || one.quote || "");
  const language = (DATA.documents[one.document] || {}).language;
  const attributes = { lang: language === "zh" ? "zh-CN" : language === "en" ? "en" : null };
  if (one.start === undefined || one.start === null) return h("blockquote", attributes, points.join(""));
  return h(
    "blockquote",
    attributes,
    points.slice(0, one.start).join(""),
    h("mark", {}, points.slice(one.start, one.end).join("")),
    points.slice(one.end).join(""),
  );
}

function documentLine(number) {
  const one = DATA.documents[number];
  if (!one) return null;
  const parts = [one.publisher, one.issuer && one.issuer !== one.publisher ? one.issuer : null, one.number, one.published || t("no_date")];
  return h(
    "p",
    { class: "source" },
    h("cite", { lang: one.language === "zh" ? "zh-CN" : one.language === "en" ? "en" : null }, one.title || one.doc),
    h("br", {}),
    parts.filter(Boolean).join(" · "),
    one.link ? [" · ", link(one.link, t("open_source"))] : one.url ? [" · ", h("span", { class: "address" }, one.url)] : null,
    h("br", {}),
    h("span", { class: "file" }, one.doc),
  );
}

function fieldValue(one, name) {
  const value = { value: () => valueText(one, true), unit: () => unitWord(one.unit), role: () => t("roles." + one.role), bound: () => t("bounds." + one.bound) };
  value.indicator = () => (one.indicator ? indicatorName(one.indicator) : null);
  value.place = () => (one.place === undefined ? one.named : placeName(one.place, true));
  value.period = () => (one.period ? periodText(one.period) : null);
  value.date = () => (one.date ? periodText(one.date) : null);
  value.stage = () => (one.stage ? t("stages." + one.stage) : null);
  value.section = () => t("sections." + one.section);
  value.direction = () => (one.direction ? t("directions." + one.direction) : null);
  value.type = () => t("events." + one.type);
  value.status = () => t("happened." + one.status);
  value.confidence = () => (one.confidence === undefined ? null : String(one.confidence));
  return name in value ? value[name]() : one[name];
}

function decidedTable(one, names) {
  const rules = new Map();
  for (const [name, rule, words] of one.decisions || []) {
    if (!rules.has(name)) rules.set(name, []);
    rules.get(name).push([rule, words]);
  }
  const all = [...names, ...[...rules.keys()].filter((name) => !names.includes(name))];
  const rows = all.map((name) => {
    const reason = (one.reasons || {})[name];
    const value = fieldValue(one, name);
    const shown = value === null || value === undefined ? (reason ? t("reasons." + reason) : null) : value;
    const how = (rules.get(name) || []).map(([rule, words]) => h("div", {}, t("rules_read." + rule), words ? [" ", h("q", {}, words)] : null));
    if (shown === null && !how.length) return null;
    return h("tr", {}, h("th", { scope: "row" }, head("fields." + name)), h("td", {}, typeof shown === "object" ? null : shown), h("td", {}, how));
  });
  return h(
    "details",
    {},
    h("summary", {}, t("how_decided")),
    h("table", { class: "decided" }, h("thead", {}, h("tr", {}, [t("field"), t("value"), t("decided_by")].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows)),
  );
}

function checkList(numbers) {
  if (!numbers || !numbers.length) return null;
  const rows = numbers.map((number) => {
    const check = DATA.checks[number];
    const mark = { holds: "✓", contradicts: "✗", incomplete: "?" }[check.verdict];
    return h("li", { class: "check " + check.verdict }, mark + " " + t("verdicts." + check.verdict) + ": ", h("code", {}, phrase(check.expression)), check.detail ? " (" + phrase(check.detail) + ")" : null);
  });
  return [h("h4", {}, t("checks")), h("ul", { class: "plain" }, rows)];
}

// A figure, or a value that was computed and has no figure of its own.
function figureBlock(statement) {
  const one = DATA.figures[statement.figure || statement];
  if (!one) {
    return h("section", { class: "figure" }, h("p", {}, h("strong", {}, valueText(statement, true)), " ", statement.period ? asOf(statement.period) : ""), h("p", {}, t("computed"), ": ", statement.quote), h("p", { class: "source" }, statement.doc));
  }
  const linked = (one.links || []).map(([kind, id]) => {
    const other = DATA.figures[id];
    return h("li", {}, t("links." + kind) + ": ", h("button", { type: "button", class: "inline", onclick: () => openFigure(id) }, valueText(other, true)), " ", other.period ? asOf(other.period) : "");
  });
  return h(
    "section",
    { class: "figure" },
    h("p", { class: "said" }, h("strong", {}, valueText(one, true)), " · " + t("roles." + one.role) + " · " + periodText(one.period)),
    marked(one),
    documentLine(one.document),
    checkList(one.checks),
    linked.length ? [h("h4", {}, t("linked")), h("ul", { class: "plain" }, linked)] : null,
    decidedTable(one, ["value", "bound", "unit", "head", "indicator", "role", "place", "period", "stage", "section", "confidence"]),
  );
}

function openFigure(id) {
  const one = DATA.figures[id];
  if (one) openPanel((one.place === undefined ? one.named || "" : placeName(one.place)) + " · " + indicatorName(one.indicator), figureBlock({ figure: id }));
}

function openCell(cell) {
  const target = INDICATORS.get(cell.indicator).target;
  const facts = [
    [t("as_of"), periodText(cell.period)],
    [t("how_known"), t("statuses." + cell.status)],
    cell.stage ? [head("fields.stage"), t("stages." + cell.stage)] : null,
    [t("why_this"), t("chosen." + cell.chosen_by)],
    cell.status === "rolled_up" ? null : [t("reports"), cell.reports > 1 ? t("reports_agree", { reports: cell.reports, agree: Math.round(cell.agreement * 100) }) : String(cell.reports)],
    cell.spread ? [t("spread"), count(cell.spread)] : null,
    cell.rank ? [t("rank"), rankText(cell.rank)] : null,
    target && cell.light ? [t("target"), lightText(cell.light) + " (" + targetText(target) + (target.source ? "; " + target.source : "") + ")"] : null,
    cell.derived_value && cell.status !== "derived" ? [t("computed"), digits(cell.derived_value) + " — " + t(cell.derived_agrees ? "agrees" : "disagrees")] : null,
    cell.rolled_value ? [t("sum_of_parts", { parts: cell.children }), digits(cell.rolled_value) + " — " + t(cell.rolled_agrees ? "agrees" : "disagrees")] : null,
    cell.unit_stated ? [t("stated_unit"), unitWord(cell.unit_stated)] : null,
  ].filter(Boolean);
  openPanel(placeName(cell.place) + " · " + indicatorName(cell.indicator), [
    h("p", { class: "big" }, valueText(cell, true), " ", statusBadge(cell)),
    h("dl", {}, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    cell.figure ? [h("h3", {}, t("the_words")), figureBlock({ figure: cell.figure })] : null,
    cell.behind ? [h("h3", {}, t(cell.status === "rolled_up" ? "sum_of" : "computed_from")), cell.behind.map(figureBlock)] : null,
    cell.against ? [h("h3", { class: "warn" }, t("against_it")), cell.against.map(figureBlock)] : null,
  ]);
}

function openMissing(indicator, place) {
  openPanel(placeName(place) + " · " + indicatorName(indicator), h("p", {}, t("no_value") + ": " + t("missing." + reasonOf(indicator, place)) + "."));
}

function openPlace(indicator, place) {
  const cell = cellAt(indicator, place);
  if (cell) openCell(cell);
  else openMissing(indicator, place);
}

function openEvent(one) {
  openPanel(t("events." + one.type) + " · " + placeName(one.place), [
    h("p", { class: "said" }, h("strong", {}, one.date ? periodText(one.date) : t("no_date")), " · " + t("happened." + one.status)),
    marked(one),
    documentLine(one.document),
    h("dl", {}, one.actor ? [h("dt", {}, head("fields.actor")), h("dd", {}, one.actor)] : null, one.args.map(([name, value]) => [h("dt", {}, head("fields." + name)), h("dd", {}, [].concat(value).join("; "))])),
    one.figures.length ? [h("h3", {}, t("its_figures")), one.figures.map((id) => figureBlock({ figure: id }))] : null,
    decidedTable(one, ["type", "actor", "place", "date", "status", "confidence"]),
  ]);
}
