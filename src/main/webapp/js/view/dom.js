import { amount } from './format.js';

/** A new element with attributes and children; text is only ever text, never markup. */
export function element(name, attributes = {}, ...children) {
    return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
    return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

export function byId(id) {
    return document.getElementById(id);
}

/** Changes the text only when it differs: ten times a second the same text would cost layout and selections. */
export function setText(node, text) {
    if (node.textContent !== text) {
        node.textContent = text;
    }
}

/** Shows dollars and cents, and keeps the plain number beside them for whoever reads the page by program. */
export function showAmount(node, value) {
    node.dataset.value = value ?? '';
    setText(node, amount(value));
}

function filled(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes)) {
        node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
}
