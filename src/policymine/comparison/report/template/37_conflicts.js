// Reports that cannot both be true: what is shown, and what stands against it.
function conflictsSection() {
  if (!DATA.conflicts.length) return section("conflicts", head("conflicts"), t("no_conflicts"));
  const open = (one) =>
    openPanel(placeName(one.place) + " · " + indicatorName(one.indicator), [
      h("p", { class: "big" }, valueText(one.chosen, true), " ", h("span", { class: "warn" }, "! " + t("conflict"))),
      h("p", { class: "note" }, t("why_this") + ": " + t("chosen." + one.chosen_by)),
      h("h3", {}, t("shown_value")),
      figureBlock(one.chosen),
      h("h3", { class: "warn" }, t("against_it")),
      one.against.map(figureBlock),
    ]);
  return section(
    "conflicts",
    head("conflicts"),
    t("conflicts_note"),
    dataTable({
      caption: head("conflicts"),
      rows: DATA.conflicts,
      print: true,
      open,
      columns: [
        { title: head("fields.place"), text: (one) => placeName(one.place) },
        { title: t("indicator"), text: (one) => indicatorName(one.indicator) },
        { title: head("fields.role"), text: (one) => t("roles." + one.role) },
        { title: t("as_of"), short: true, text: (one) => asOf(one.period) },
        { title: t("shown_value"), right: true, text: (one) => valueText(one.chosen, false), sort: (one) => Number(one.chosen.value) },
        { title: t("against_it"), right: true, text: (one) => one.against.map((other) => valueText(other, false)).join(", "), sort: (one) => Number(one.against[0].value) },
        { title: t("why_this"), text: (one) => t("chosen." + one.chosen_by) },
      ],
    }),
  );
}
