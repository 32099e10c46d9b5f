// Arrow keys among the marks of a chart, of which one at a time is a tab stop.
function roving(box, items, step) {
  const list = [...items];
  list.forEach((item, number) => item.setAttribute("tabindex", number ? "-1" : "0"));
  const enter = (item) => {
    list.forEach((other) => other.setAttribute("tabindex", other === item ? "0" : "-1"));
  };
  box.addEventListener("focusin", (event) => {
    if (list.includes(event.target)) enter(event.target);
  });
  box.addEventListener("keydown", (event) => {
    const at = list.indexOf(event.target);
    if (at < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      return;
    }
    const next =
      event.key === "Home" ? 0 : event.key === "End" ? list.length - 1 : event.key.startsWith("Arrow") ? step(event.key, at, list) : -1;
    if (next >= 0 && next < list.length) {
      event.preventDefault();
      enter(list[next]);
      list[next].focus();
    }
  });
}

// One after the other, whichever arrow.
function inOrder(key, at) {
  return key === "ArrowDown" || key === "ArrowRight" ? at + 1 : at - 1;
}

// The nearest mark that lies in the arrow's direction; what lies aside counts double.
function nearest(points) {
  return (key, at) => {
    const [x, y] = points[at];
    const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] || [0, 0];
    let best = -1;
    let least = Infinity;
    points.forEach(([px, py], number) => {
      const ahead = (px - x) * dx + (py - y) * dy;
      const aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      if (number !== at && ahead > 0.5 && aside <= ahead * 2 && ahead + 2 * aside < least) {
        least = ahead + 2 * aside;
        best = number;
      }
    });
    return best;
  };
}

// Rows and columns: the list goes along the rows.
function inGrid(columns) {
  return (key, at) => at + { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
}
