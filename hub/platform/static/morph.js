// Makes what is inside `target` like `html` and keeps every node that stays the same, so that a
// live part never flickers, and a finger on a button or a focus in a field is not lost.
// Children with data-key are told apart by it, so that rows may change their order.

export function morph(target, html) {
  const wanted = document.createElement("template");
  wanted.innerHTML = html;
  morphChildren(target, wanted.content);
}

function morphChildren(now, wanted) {
  const kept = new Map();
  for (const child of now.children) if (child.dataset?.key) kept.set(child.dataset.key, child);
  let place = now.firstChild;
  for (const next of [...wanted.childNodes]) {
    const key = next.dataset?.key;
    const same = key ? kept.get(key) : place && alike(place, next) ? place : null;
    if (!same) {
      now.insertBefore(next, place);
      continue;
    }
    if (same === place) place = place.nextSibling;
    else now.insertBefore(same, place);
    morphNode(same, next);
  }
  while (place) {
    const rest = place.nextSibling;
    place.remove();
    place = rest;
  }
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && !one.dataset?.key;
}

function morphNode(now, wanted) {
  if (now.nodeType !== Node.ELEMENT_NODE) {
    if (now.nodeValue !== wanted.nodeValue) now.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...now.attributes]) {
    if (!wanted.hasAttribute(name) && name !== "open") now.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  morphChildren(now, wanted);
}
