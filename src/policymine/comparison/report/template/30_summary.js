// What the dataset is: version, hash, dates, counts, codebooks.
function summarySection() {
  const one = DATA.summary;
  const number = (value, name) => h("div", { class: "count" }, h("strong", {}, count(value)), h("span", {}, t(name)));
  const verdicts = ["holds", "contradicts", "incomplete"].filter((name) => one.verdicts[name]).map((name) => t("verdicts." + name) + " " + count(one.verdicts[name]));
  const facts = [
    [t("version"), String(one.version) + (one.committed ? " (" + one.committed.replace("T", " ").slice(0, 16) + " UTC)" : "")],
    [t("published"), one.published[0] ? t("from_to", { from: one.published[0], to: one.published[1] }) : t("no_date")],
    one.at ? [t("holds_up_to"), one.at] : null,
    [t("codebooks"), one.codebooks.map((name) => name.replace("@", " ")).join(", ") || "–"],
    [t("checks"), verdicts.join(", ") || "–"],
    [t("content_hash"), h("code", { class: "hash" }, one.hash)],
  ].filter(Boolean);
  const left = Object.entries(one.cells_left_out).map(([level, cells]) => t("cells_left_out", { cells: count(cells), level: t("levels." + level) }));
  if (one.events_left_out) left.push(t("events_left_out", { events: count(one.events_left_out) }));
  return h(
    "header",
    { class: "summary" },
    h("h1", {}, t("title")),
    h("p", { class: "lead" }, t("lead")),
    h("div", { class: "counts" }, number(one.documents, "documents"), number(one.figures, "figures"), number(one.events, "events"), number(DATA.conflicts.length, "conflicts"), one.problems ? number(one.problems, "problems") : null),
    h("dl", { class: "facts" }, facts.map(([name, value]) => h("div", { class: value instanceof Node ? "whole" : null }, h("dt", {}, name), h("dd", {}, value)))),
    left.length ? h("p", { class: "note warn" }, left.join(" ")) : null,
  );
}
