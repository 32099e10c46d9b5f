// How a value is known and whether it meets its target, in words and signs beside the colours.
const SIGNS = { verified: "✓", stated: "●", derived: "∆", rolled_up: "Σ", contradicted: "✗", missing: "·" };

function statusBadge(cell) {
  return h("span", { class: "badge " + cell.status }, SIGNS[cell.status] + " " + t("statuses." + cell.status), cell.against ? h("span", { class: "warn" }, " ! " + t("conflict")) : null);
}

function lightText(light) {
  return { met: "● ", missed: "○ ", open: "◐ " }[light] + t("lights." + light);
}

function targetText(target) {
  return t(target.bound === "at_most" ? "target_at_most" : "target_at_least", { value: digits(target.value) }) + (target.due ? " " + t("by_date", { date: target.due }) : "");
}

// "3", "3=" where another has the same value, "3–7" where the bounds leave more places open.
function rankText([best, worst, tied]) {
  return (best === worst ? String(best) : best + "–" + worst) + (tied ? "=" : "");
}

// One sentence for people who hear the page.
function spoken(cell) {
  return [placeName(cell.place), valueText(cell, true), asOf(cell.period), t("statuses." + cell.status), cell.light ? lightText(cell.light).slice(2) : "", cell.against ? t("conflict") : ""]
    .filter(Boolean)
    .join(", ");
}

function section(id, title, note, ...content) {
  return h("section", { id, class: "block", "aria-labelledby": id + "-title" }, h("h2", { id: id + "-title" }, title), note ? h("p", { class: "note" }, note) : null, content);
}
