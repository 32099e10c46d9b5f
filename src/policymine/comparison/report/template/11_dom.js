// Elements are made from data with text nodes only: nothing that a document says is ever read as markup.
const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "style") Object.entries(value).forEach(([key, one]) => node.style.setProperty(key, one));
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

// Only http and https addresses become links; anything else is shown as text.
function link(address, label) {
  if (!/^https?:\/\/[^\s]+$/i.test(address || "")) return h("span", {}, label);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}
