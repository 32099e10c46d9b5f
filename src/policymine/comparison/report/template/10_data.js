// The page's data, and the look-ups over it.
const DATA = JSON.parse(document.getElementById("data").textContent);
const WORDS = DATA.words;
const LEVELS = ["province", "prefecture", "county"].filter((level) => DATA.cells.some((cell) => cell.level === level));
const INDICATORS = new Map(DATA.indicators.map((one) => [one.name, one]));
const CELLS = new Map();
for (const cell of DATA.cells) {
  if (!CELLS.has(cell.indicator)) CELLS.set(cell.indicator, new Map());
  CELLS.get(cell.indicator).set(cell.place, cell);
}

function cellAt(indicator, place) {
  const own = CELLS.get(indicator);
  return own ? own.get(place) : undefined;
}

function cellsOf(indicator, level) {
  return [...(CELLS.get(indicator) || new Map()).values()].filter((cell) => cell.level === level);
}

// Why there is no value: a reason code of the panel.
function reasonOf(indicator, place) {
  const own = DATA.missing[indicator];
  return (own && own[place]) || "not_reported";
}

function conflicted(cell) {
  return Boolean(cell.against) || cell.status === "contradicted";
}
