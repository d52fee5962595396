// A live redraw: makes what is shown look like what came, and keeps every node that can stay.

function key(node) {
  return node.nodeType === 1 ? node.dataset?.draft || node.id || node.dataset?.region || node.dataset?.id || "" : "";
}

// Makes `from` look like `to` while keeping every node that can stay: focus, selection,
// scroll and half-typed text survive a live redraw.
function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || key(from) !== key(to)) {
    from.replaceWith(to);
    return;
  }
  if (from.nodeType !== 1) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  if (from.dataset.autosave !== undefined && to.dataset.draft) { from.wanted = to; settle(from); return; }
  if (from.dataset.draft) return; // the same form: someone may be typing in it
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !(name === "open" && (from.nodeName === "DETAILS" || from.nodeName === "DIALOG"))) from.removeAttribute(name);
  for (const { name, value } of [...to.attributes]) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  if (from.dataset.region && !to.childNodes.length) return; // filled by its own patch
  if ((from.dataset.presence && to.dataset.presence) || (from.dataset.copyState !== undefined && to.dataset.copyState !== undefined) || (from.dataset.seconds && to.dataset.seconds)) return; // filled by the page itself
  if (from.nodeName.toLowerCase() === "svg") {
    if (from.innerHTML !== to.innerHTML) from.innerHTML = to.innerHTML;
    return;
  }
  if (from === document.activeElement && from.matches(FIELD)) return;
  if (from.nodeName === "SELECT" || from.nodeName === "INPUT") { if ("value" in to && from.value !== to.value && from !== document.activeElement) from.value = to.value; }
  children(from, to);
}

// An autosaved form takes what the kernel shows as soon as nobody is typing in it and nothing is on its way.
function settle(form) {
  const to = form.wanted;
  const here = document.activeElement;
  if (!to || form.dataset.waiting || form.unsaved || (form.contains(here) && here.matches(FIELD))) return;
  form.wanted = null;
  for (const { name, value } of [...to.attributes]) if (form.getAttribute(name) !== value) form.setAttribute(name, value);
  const shown = [...to.elements].map((f) => [f.name, f.value]); // read first: nodes move out of it
  children(form, to);
  for (const [name, value] of shown) {
    const own = form.elements[name];
    if (own && own.value !== value) own.value = value;
  }
}

function children(from, to) {
  const named = new Map();
  for (const node of from.childNodes) if (key(node)) named.set(key(node), node);
  let spot = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = key(wanted) && named.get(key(wanted));
    if (known && known !== spot && known.parentNode === from) bring(from, known, spot);
    if (known && known.parentNode === from) {
      spot = known.nextSibling;
      morph(known, wanted);
    } else if (spot && !key(spot) && !key(wanted)) {
      const next = spot.nextSibling;
      morph(spot, wanted);
      spot = next;
    } else {
      from.insertBefore(wanted, spot);
    }
  }
  while (spot) {
    const next = spot.nextSibling;
    spot.remove();
    spot = next;
  }
}

// Puts a node before `spot`. One that has the focus stays, and the others go past it: a date that is being typed would
// start again at its first part.
function bring(from, known, spot) {
  if (!spot || !known.contains(document.activeElement)) { from.insertBefore(known, spot); return; }
  const behind = known.nextSibling;
  while (spot !== known) {
    const next = spot.nextSibling;
    from.insertBefore(spot, behind);
    spot = next;
  }
}

function parse(html) {
  const t = document.createElement("template");
  t.innerHTML = html;
  return t.content;
}
