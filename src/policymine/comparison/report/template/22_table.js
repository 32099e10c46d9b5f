// A table that is sorted by its heads and filtered by words. ``columns``: title, text(row), sort(row) and what a cell holds.
const PAGE_ROWS = 20;
const printed = new Set();

// On paper nothing can be unfolded: tables that are printed whole show all rows, and the names of columns are open.
function setPrinting(on) {
  for (const table of printed) {
    if (table.box.isConnected) table.whole(on);
    else printed.delete(table);
  }
  for (const names of document.querySelectorAll("details.column-names")) names.open = on;
}


function dataTable(options) {
  const { caption, columns, rows, open, filter } = options;
  let order = options.order || { column: 0, up: true };
  let words = "";
  let most = PAGE_ROWS;
  const status = h("p", { class: "note", role: "status", "aria-live": "polite" });
  const body = h("tbody", {});
  const heads = columns.map((column, number) =>
    h("th", { scope: "col" }, h("button", { type: "button", onclick: () => sortBy(number) }, column.title, h("span", { "aria-hidden": "true", class: "arrow" }))),
  );
  const more = h("button", { type: "button", class: "more", onclick: () => { most = Infinity; draw(); } });
  const texts = rows.map((row) => columns.map((column) => column.text(row)).join("\n").toLowerCase());
  const key = (row) => (columns[order.column].sort || columns[order.column].text)(row);

  function sortBy(number) {
    order = { column: number, up: order.column === number ? !order.up : true };
    draw();
  }

  function shown() {
    const kept = rows.filter((row, number) => words.split(/\s+/).every((word) => texts[number].includes(word)));
    const empty = (value) => value === null || value === undefined || value === "";
    return kept.sort((one, two) => {
      const [a, b] = [key(one), key(two)];
      if (empty(a) || empty(b)) return empty(a) - empty(b);
      const sign = typeof a === "number" ? a - b : String(a).localeCompare(String(b), state.lang === "zh" ? "zh-CN" : "en", { numeric: true });
      return order.up ? sign : -sign;
    });
  }

  function draw() {
    const kept = shown();
    const line = (row) =>
      h(
        "tr",
        {},
        columns.map((column, number) => {
          const text = column.node ? column.node(row) : column.text(row);
          if (number === 0) return h("th", { scope: "row", class: column.short ? "short" : null }, open ? h("button", { type: "button", class: "row", onclick: () => open(row) }, text) : text);
          return h("td", { class: column.right ? "right" : column.short ? "short" : null, lang: column.lang ? column.lang(row) : null, "data-title": column.title }, text);
        }),
      );
    body.replaceChildren(...kept.slice(0, most).map(line));
    heads.forEach((head, number) => {
      head.setAttribute("aria-sort", number === order.column ? (order.up ? "ascending" : "descending") : "none");
      head.querySelector(".arrow").textContent = number === order.column ? (order.up ? " ▲" : " ▼") : "";
    });
    status.textContent = t("rows_shown", { shown: count(Math.min(most, kept.length)), all: count(rows.length) });
    more.hidden = kept.length <= most;
    more.textContent = t("show_all", { all: count(kept.length) });
  }

  const box = h("input", { type: "search", placeholder: t("filter_rows"), "aria-label": t("filter_rows") + ": " + caption, autocomplete: "off" });
  box.addEventListener("input", () => {
    words = box.value.trim().toLowerCase();
    draw();
  });
  body.addEventListener("keydown", (event) => {
    const buttons = [...body.querySelectorAll("button.row")];
    const at = buttons.indexOf(event.target);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at >= 0 && next !== undefined && buttons[next]) {
      event.preventDefault();
      buttons[next].focus();
    }
  });
  draw();
  const whole = h(
    "div",
    { class: "table-box" },
    filter === false ? null : h("div", { class: "filters" }, box, options.controls || null),
    status,
    h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption }, h("table", { class: options.class || null }, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), body)),
    more,
  );
  let kept = most;
  if (options.print) {
    printed.add({
      box: whole,
      whole: (on) => {
        if (on) kept = most;
        most = on ? Infinity : kept;
        draw();
      },
    });
  }
  return whole;
}
