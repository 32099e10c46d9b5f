// Words and numbers in the language of the page.
const state = { lang: DATA.lang, indicator: null, level: null };

function t(key, values) {
  const [group, name] = key.includes(".") ? [key.slice(0, key.indexOf(".")), key.slice(key.indexOf(".") + 1)] : ["ui", key];
  const entry = (WORDS[group] || {})[name];
  const text = entry ? entry[state.lang] : name.replace(/_/g, " ");
  return text.replace(/\{(\w+)\}/g, (whole, one) => (values && one in values ? values[one] : whole));
}

// What a check says, in the language of the page.
function phrase(text) {
  if (state.lang === "en") return text;
  return Object.values(WORDS.check_phrases).reduce((said, entry) => said.split(entry.en).join(entry[state.lang]), text);
}

// At the beginning of a label: English words with a capital.
function head(key) {
  const text = t(key);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function known(group, name) {
  return Boolean((WORDS[group] || {})[name]);
}

function count(number) {
  return Number(number).toLocaleString("en-US");
}

// Digits as the text states them, with thousands separators: never by way of a binary number.
function digits(text) {
  const [, sign, whole, rest] = /^(-?)(\d+)(\..*)?$/.exec(text) || [null, "", text, ""];
  return (sign ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest || "");
}

function unitWord(unit) {
  if (!unit) return "";
  return known("units", unit) ? t("units." + unit) : unit.replace(/^other:/, "").replace(/_/g, " ");
}

// "> 90 %", "≈ 300–500 yuan"; counted units are left to the heading.
function valueText(one, withUnit) {
  const number = digits(one.value) + (one.max ? "–" + digits(one.max) : "");
  const bound = t("symbols." + one.bound);
  const measured = ["percent", "percentage_point", "yuan", "minute"].includes(one.unit) || withUnit;
  const unit = measured ? unitWord(one.unit) : "";
  const gap = unit && state.lang === "zh" && unit !== "%" ? "" : " ";
  return bound + number + (unit ? gap + unit : "");
}

function placeName(code, long) {
  if (code === null || code === undefined) return t("place_unknown");
  const place = DATA.places[code];
  if (!place) return code;
  const name = place[(long ? "full_" : "") + state.lang];
  const up = place.up && DATA.places[place.up];
  if (place.level === "province" || place.level === "nation" || !up) return name;
  return state.lang === "zh" ? up[(long ? "full_" : "") + "zh"] + (long ? "" : " ") + name : name + ", " + up.en;
}

function shortPlace(code) {
  const place = DATA.places[code];
  return place ? place[state.lang] : code;
}

function indicatorName(name) {
  const one = INDICATORS.get(name);
  if (one) return one[state.lang];
  return name ? name.replace(/[._]/g, " ") : t("no_indicator");
}

// "2021-07/2022-07-19" reads "2021-07 to 2022-07-19"; open ends are said.
function periodText(period) {
  if (!period) return t("no_date");
  const [from, to] = period.includes("/") ? period.split("/") : [null, period];
  if (from === null) return to;
  if (from === "..") return t("until", { date: to });
  if (to === "..") return t("since", { date: from });
  return t("from_to", { from, to });
}

function asOf(period) {
  return period ? period.slice(period.lastIndexOf("/") + 1) : t("no_date");
}
