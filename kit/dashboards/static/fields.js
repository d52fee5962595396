// Forms as values, and back: repeated rows, parts that depend on other fields, drafts put in again.

function values(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    if (name.endsWith("[]")) (found[name.slice(0, -2)] ||= []).push(value);
    else found[name] = value;
  }
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    if (box.name.endsWith("[]")) found[box.name.slice(0, -2)] ||= [];
    else found[box.name] = box.checked;
  }
  for (const list of form.querySelectorAll("[data-repeat]")) found[list.dataset.repeat] ||= [];
  return found;
}

const plain = (text) => String(text).trim().replace(/\s+/g, " ").toLowerCase();

// One more row of a repeated field, from its <template>.
function row(form, list, id) {
  const holder = document.createElement("div");
  holder.innerHTML = form.querySelector(list.dataset.template).innerHTML.replaceAll("__new__", id);
  return list.appendChild(holder.firstElementChild);
}

// What follows from other fields: parts that are shown or hidden, and choices made of rows.
function derive(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const [name, wanted] = part.dataset.when.split(/=(.*)/s);
    const field = form.elements[name];
    const value = field?.type === "checkbox" ? String(field.checked) : field?.value ?? "";
    part.hidden = !wanted.split("|").some((one) => plain(one) === plain(value));
  }
  for (const select of form.querySelectorAll("select[data-options-from]")) {
    const rows = [...form.querySelectorAll(`[data-repeat="${select.dataset.optionsFrom}"] > [data-item]`)];
    const offered = rows.map((r) => [r.dataset.item, r.querySelector("input:not([type=hidden])")?.value || ""]);
    const now = [...select.options].slice(1).map((o) => [o.value, o.text]);
    if (JSON.stringify(offered) === JSON.stringify(now)) continue;
    const chosen = select.value;
    select.length = 1;
    for (const [value, text] of offered) select.add(new Option(text, value));
    select.value = rows.some((r) => r.dataset.item === chosen) ? chosen : "";
  }
}

function refill(form, draft) {
  for (const list of form.querySelectorAll("[data-repeat]")) {
    const wanted = draft[list.dataset.repeat];
    if (!Array.isArray(wanted)) continue;
    const known = new Map([...list.children].map((item) => [item.dataset.item, item]));
    for (const id of wanted) list.appendChild(known.get(id) || row(form, list, id));
    for (const [id, item] of known) if (!wanted.includes(id)) item.remove();
  }
  refillFields(form, draft);
  derive(form);
  refillFields(form, draft); // choices made of rows exist only now
}

function refillFields(form, draft) {
  const seen = {};
  for (const field of form.elements) {
    if (!field.name || !(field.name.replace(/\[\]$/, "") in draft)) continue;
    let value = draft[field.name.replace(/\[\]$/, "")];
    if (Array.isArray(value)) {
      if (field.type === "checkbox") { field.checked = value.includes(field.value); continue; }
      value = value[(seen[field.name] = (seen[field.name] ?? -1) + 1)] ?? "";
    }
    if (field.type === "checkbox") field.checked = Boolean(value);
    else if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}
