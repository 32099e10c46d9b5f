// Events as dots in time, a line a type; a filter by type and by place; the same events as a table.
const timeline = { type: "", place: "" };

function within(place, wanted) {
  if (!wanted) return true;
  if (place === null || place === undefined) return false;
  const prefix = wanted.endsWith("0000") ? wanted.slice(0, 2) : wanted.endsWith("00") ? wanted.slice(0, 4) : wanted;
  return place.startsWith(prefix);
}

function eventsShown() {
  return DATA.events.filter((one) => (!timeline.type || one.type === timeline.type) && within(one.place, timeline.place));
}

function timelineSection(width) {
  if (!DATA.events.length) return section("timeline", t("timeline"), t("no_events"));
  const types = [...new Set(DATA.events.map((one) => one.type))].sort((a, b) => t("events." + a).localeCompare(t("events." + b), state.lang));
  const provinces = Object.keys(DATA.places).filter((code) => DATA.places[code].level === "province" && DATA.events.some((one) => within(one.place, code)));
  const holder = h("div", {});
  const choose = (name, label, options) =>
    h("label", {}, label + " ", h("select", { id: "event-" + name, onchange: (event) => { timeline[name] = event.target.value; draw(); } }, h("option", { value: "" }, t("all")), options.map(([value, text]) => h("option", { value, selected: timeline[name] === value }, text))));
  const filters = h(
    "div",
    { class: "filters" },
    choose("type", head("fields.type"), types.map((type) => [type, t("events." + type)])),
    choose("place", head("fields.place"), provinces.map((code) => [code, shortPlace(code)])),
  );
  function draw() {
    const events = eventsShown();
    holder.replaceChildren(...[timelineDrawing(events, types.filter((type) => events.some((one) => one.type === type)), width), eventTable(events)].filter(Boolean));
  }
  draw();
  return section("timeline", t("timeline"), t("timeline_note"), filters, holder);
}

function timelineDrawing(events, types, width) {
  const dated = events.filter((one) => one.last).sort((a, b) => (a.last < b.last ? -1 : 1));
  if (!dated.length) return null;
  const day = (date) => Date.parse(date) / 86400000;
  const days = dated.map((one) => day(one.last));
  // A few events of long ago or far ahead would press all others together: they stand at the edges.
  const least = days[Math.floor(days.length * 0.03)] - 5;
  const most = days[Math.ceil(days.length * 0.97) - 1] + 5;
  const wide = width >= 640;
  const left = wide ? 190 : 8;
  const x = (value) => left + 10 + Math.max(0, Math.min(1, (value - least) / (most - least))) * (width - left - 24);
  const r = 5;
  let y = 26;
  const marks = [];
  const points = [];
  const labels = [];
  for (const type of types) {
    const lanes = [];
    const top = y + (wide ? 0 : 16);
    labels.push(wide ? s("text", { x: left - 6, y: top + r + 8, "text-anchor": "end" }, t("events." + type)) : s("text", { x: left, y: top }, t("events." + type)));
    for (const one of dated.filter((other) => other.type === type)) {
      const at = x(day(one.last));
      let lane = lanes.findIndex((end) => end + 2 * r < at);
      if (lane < 0) lane = lanes.length < 14 ? lanes.length : 13;
      lanes[lane] = at;
      const cy = top + 8 + lane * (2 * r + 1);
      const words = (one.date || "") + ", " + t("events." + type) + ", " + placeName(one.place) + ", " + t("happened." + one.status) + ": " + one.quote;
      marks.push(s("circle", { cx: at, cy, r, class: "event " + one.status, role: "button", "aria-label": words, "data-event": one.id, onclick: () => openEvent(one) }, s("title", {}, words)));
      points.push([at, cy]);
    }
    y = top + Math.max(1, lanes.length) * (2 * r + 1) + 14;
    labels.push(s("line", { class: "rule", x1: left, x2: width - 8, y1: y - 4, y2: y - 4 }));
  }
  const ticks = [];
  const first = new Date(least * 86400000);
  const months = (most - least) / 30.4;
  const step = Math.max(1, Math.ceil(months / (width / 75)));
  for (let number = 0; number <= months + 1; number += step) {
    const at = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1 + number, 1));
    const here = at.getTime() / 86400000;
    if (here < most) ticks.push(s("text", { x: x(here), y: 12, "text-anchor": "middle", class: "axis" }, at.toISOString().slice(0, 7)), s("line", { class: "tick", x1: x(here), x2: x(here), y1: 18, y2: y }));
  }
  const group = s("g", { role: "group", "aria-label": t("timeline") }, marks);
  roving(group, marks, nearest(points));
  return s("svg", { viewBox: "0 0 " + width + " " + (y + 4), class: "timeline", role: "group", "aria-label": t("timeline") }, ticks, labels, group);
}

function eventTable(events) {
  return dataTable({
    caption: t("events_table"),
    class: "events",
    rows: events,
    open: openEvent,
    order: { column: 0, up: false },
    columns: [
      { title: head("fields.date"), short: true, text: (one) => (one.date ? periodText(one.date) : t("no_date")), sort: (one) => one.last },
      { title: head("fields.type"), text: (one) => t("events." + one.type) },
      { title: head("fields.place"), text: (one) => placeName(one.place) },
      { title: head("fields.status"), short: true, text: (one) => t("happened." + one.status) },
      { title: t("the_words"), text: (one) => one.quote, lang: (one) => ((DATA.documents[one.document] || {}).language === "zh" ? "zh-CN" : "en") },
    ],
  });
}
