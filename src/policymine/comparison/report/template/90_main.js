// The page: drawn whole from the state, drawn again when it changes.
function pageWidth() {
  return Math.max(320, Math.min(1100, document.documentElement.clientWidth - 48));
}

function contents() {
  return h("nav", { class: "contents", "aria-label": t("contents") }, ["map", "ranking", "slopes", "values", "coverage", "timeline", "conflicts"].map((name) => h("a", { href: "#" + name, onclick: (event) => { event.preventDefault(); document.getElementById(name).scrollIntoView(); document.getElementById(name + "-title").setAttribute("tabindex", "-1"); document.getElementById(name + "-title").focus(); } }, head(name))));
}

function draw() {
  const width = pageWidth();
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = t("title") + (state.indicator ? " · " + indicatorName(state.indicator) : "");
  const skip = h("a", { href: "#main", class: "skip", onclick: (event) => { event.preventDefault(); document.getElementById("main").focus(); } }, t("skip"));
  const empty = !state.indicator;
  const main = h(
    "main",
    { id: "main", tabindex: "-1" },
    indicatorHead(),
    empty ? null : [h("div", { class: DATA.maps[state.level] ? "two" : null }, mapSection(width), rankingSection()), slopesSection(width), valuesSection(), coverageSection()],
    timelineSection(width),
    conflictsSection(),
  );
  document.getElementById("page").replaceChildren(skip, summarySection(), controls(show), contents(), main, h("footer", {}, t("footer")));
}

// The focus stays on what was used, also when everything around it is drawn again.
function show(change) {
  const focused = document.activeElement && document.activeElement.id;
  const top = window.scrollY;
  Object.assign(state, change);
  writeAddress();
  draw();
  if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
  window.scrollTo(0, top);
}

let lastWidth = 0;
function start() {
  readAddress();
  watchPanel();
  draw();
  lastWidth = pageWidth();
  window.addEventListener("resize", () => {
    if (Math.abs(pageWidth() - lastWidth) < 40) return;
    lastWidth = pageWidth();
    draw();
  });
  window.addEventListener("hashchange", () => {
    readAddress();
    draw();
  });
  window.addEventListener("beforeprint", () => setPrinting(true));
  window.addEventListener("afterprint", () => setPrinting(false));
  document.body.dataset.ready = "yes";
}

start();
