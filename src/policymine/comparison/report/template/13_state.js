// What is shown is kept in the address, so that a view can be linked to and survives a reload.
function readAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  state.lang = ["en", "zh"].includes(wanted.get("lang")) ? wanted.get("lang") : DATA.lang;
  const first = DATA.indicators[0];
  state.indicator = INDICATORS.has(wanted.get("indicator")) ? wanted.get("indicator") : first ? first.name : null;
  state.level = LEVELS.includes(wanted.get("level")) ? wanted.get("level") : LEVELS[0] || "province";
}

function writeAddress() {
  const parts = new URLSearchParams({ lang: state.lang, level: state.level });
  if (state.indicator) parts.set("indicator", state.indicator);
  history.replaceState(null, "", "#" + parts.toString());
}
