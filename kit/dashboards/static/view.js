// The page side of the one widget: shows regions, keeps drafts, listens to keys.
//
// kernel -> page   {type: "patch", regions: {name: html}}      parents before children
//                  {type: "place", search}                     address bar, without leaving
//                  {type: "leave", address}                    open another page
//                  {type: "receipt", id, ok, text, base}       what became of a form
//                  {type: "file", name, mime, data | text}     a file to save, base64 or text
//                  {type: "done", number}                      a command has been carried out and shown
// page -> kernel   {type: "hello", search, origin, path, voila, who}    who: this window, also after a reload
//                  {type: "command", name, args, number}       args carry the state it was given in
//                  {type: "submit", id, form, args, answer | values, draft}
//
// HTML conventions
//   [data-region=name]            filled by patches; its own content is left alone by its parent's
//   button[data-command][data-args][data-key]
//   select|input[data-change=command]      sends {value} at once
//   input[type=file][data-file=command]    the chosen file is read here and sent as {name, text}
//   form[data-form=name][data-draft=key]   whole form as one message; data-answer: an activity's fields
//       [data-live=command]                sends {values} when the typing pauses (previews); nothing is stored
//       [data-clear]                       its texts are emptied when they have been saved, for the next one
//       [data-autosave]                    sent when the typing pauses and when the field is left; shows what others
//                                          wrote once nobody is typing in it; input[name=base] is what it builds on
//       [data-repeat=id][data-template=#t] rows [data-item]; «__new__» in the template becomes an id of its own
//       [data-when="field=value|value"]    shown only while the field has one of the values
//       select[data-options-from=id]       offers the rows of that list
//       [data-region][data-error-for=field]  a sentence here marks the field and gets the focus
//   dialog[data-open][data-cancel=command]     modal at once; Escape sends the command
//   button[data-key][data-again]           the same key again while it is under way is meant (move down, down)
//   [data-follow]                          the chosen row of a list: kept in sight when it changes
//   [data-autofocus]                       takes the focus when it comes
//   [data-focus]                           takes the focus when what had it is gone
//   [data-js=fullscreen|help|keys|copy|reload|add|remove|forget]   done in the browser
//   [data-box=name]               its size is sent as command "box", so that pictures fit it
//   [data-screen=gathering]       Storskjerm; windows with [data-gathering] get the class fs-second while one is there
//   [data-keys-near="h k"]        keys of buttons inside it count only while the focus is inside; arrows go to the next
//   [data-seconds][data-running]  counts down, says data-done at zero and sends command data-zero;   [data-presence=code]  phones connected

const FIELD = "input:not([type=button]):not([type=submit]):not([type=checkbox]):not([type=radio]):not([type=range]),textarea,select,[contenteditable=true]";

const store = {
  get(key) { try { return window.localStorage.getItem("fs:" + key); } catch { return null; } },
  set(key, value) { try { window.localStorage.setItem("fs:" + key, value); } catch { /* private window: the page still works */ } },
  drop(key) { try { window.localStorage.removeItem("fs:" + key); } catch { /* as above */ } },
  keys() { try { return Object.keys(window.localStorage).filter((k) => k.startsWith("fs:")).map((k) => k.slice(3)); } catch { return []; } },
};

// crypto.randomUUID is missing outside secure contexts (http on an IP address).
function uuid() {
  const b = new Uint8Array(16);
  (window.crypto || window.msCrypto).getRandomValues(b);
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join("-");
}

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
  if ((from.dataset.presence && to.dataset.presence) || (from.dataset.seconds && to.dataset.seconds)) return; // filled by the page itself
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
    if (known && known !== spot && known.parentNode === from) from.insertBefore(known, spot);
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

function parse(html) {
  const t = document.createElement("template");
  t.innerHTML = html;
  return t.content;
}

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

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "fs";
  const inVoila = /\/voila\/(render|files)\//.test(location.pathname) || Boolean(document.querySelector("[data-fagsamling-page]"));
  root.classList.toggle("fs-whole", inVoila);
  let words = model.get("strings") || {};
  root.innerHTML = `<div data-region="page"><p class="fs-loading">${words.loading || ""}</p></div><div class="fs-offline" role="alert" hidden></div><p class="fs-sr" aria-live="polite"></p>`;
  el.appendChild(root);
  const offline = root.querySelector(".fs-offline");
  const spoken = root.querySelector("[aria-live]");
  const base = location.pathname.replace(/\/voila\/.*$|\/lab\b.*$|\/notebooks\/.*$|\/doc\/.*$/, "/");
  const alive = new AbortController();
  const { signal } = alive;
  const on = (target, name, handler, more = {}) => target.addEventListener(name, handler, { signal, ...more });

  const own = (() => { // this window, also after a reload; a second window is somebody else
    try {
      const known = window.sessionStorage.getItem("fs:who") || uuid().slice(0, 13);
      window.sessionStorage.setItem("fs:who", known);
      return known;
    } catch { return uuid().slice(0, 13); }
  })();
  const send = (message) => model.send(message);
  let sent = 0; // commands are numbered; the kernel says when it is done with one
  const command = (name, args = {}) => send({ type: "command", name, args, number: (sent += 1) });
  const hello = () => send({
    type: "hello", search: inVoila ? location.search : "", origin: location.origin, path: base, voila: inVoila, who: own,
  });

  // --- regions ---------------------------------------------------------------------------
  let followed = null; // the chosen row of a list, kept in sight
  let seized = null; // what took the focus when it came
  function patch(regions) {
    const active = document.activeElement;
    const inside = root.contains(active) && active !== root;
    for (const [name, html] of Object.entries(regions)) {
      const place = root.querySelector(`[data-region="${name}"]`);
      if (!place) continue;
      const holder = document.createElement(place.nodeName);
      holder.appendChild(parse(html));
      children(place, holder);
      adopt(place);
      const form = place.closest("form[data-form]");
      if (form) derive(form);
    }
    if (inside && document.activeElement === document.body) { // moved or gone with the patch
      (root.contains(active) ? active : root.querySelector("[data-focus]"))?.focus({ preventScroll: true });
    }
    const follow = root.querySelector("[data-follow]");
    if (follow && follow !== followed) {
      follow.scrollIntoView({ block: "nearest" });
      if (followed && document.activeElement === followed) follow.focus({ preventScroll: true });
    }
    followed = follow;
    const eager = root.querySelector("[data-autofocus]");
    if (eager && eager !== seized) eager.focus();
    seized = eager;
    mistakes();
    measure();
    tick();
    presence();
    say();
  }

  function mistakes() { // sentences from the kernel mark their fields
    for (const spot of root.querySelectorAll("form [data-error-for]")) {
      const form = spot.closest("form");
      const named = form.elements[spot.dataset.errorFor];
      const field = (named instanceof Node ? named : named?.[0]) || spot.closest("fieldset")?.querySelector("input:not([type=hidden]),[data-js=add]");
      if (!field?.setAttribute) continue;
      if (!spot.textContent) { field.removeAttribute("aria-invalid"); continue; }
      field.setAttribute("aria-invalid", "true");
      if (spot.id) field.setAttribute("aria-describedby", spot.id);
      if (form.refused) { form.refused = false; field.focus(); }
    }
  }

  function adopt(place) {
    for (const form of place.querySelectorAll("form[data-draft]")) {
      if (form.adopted) continue;
      form.adopted = true;
      if (form.dataset.answer !== undefined && window.fsForm) window.fsForm.enhance(form);
      form.original = form.innerHTML;
      const kept = store.get("draft:" + form.dataset.draft);
      if (kept) {
        try {
          const draft = JSON.parse(kept);
          if (form.dataset.autosave !== undefined) {
            if (elsewhere(draft)) continue;
            refill(form, draft.values);
            changed(form);
            live(form);
            continue;
          }
          if (form.dataset.answer !== undefined) window.fsForm.fill(form, draft);
          else refill(form, draft);
          form.classList.add("fs-restored");
          live(form);
        } catch { store.drop("draft:" + form.dataset.draft); }
      }
      derive(form);
      const first = form.querySelector(form.dataset.focus === undefined ? "[autofocus]" : "textarea,input:checked,input,select");
      if (first) focusWhenSeen(first);
    }
    for (const sample of place.querySelectorAll("[data-enhance]")) { // a form to look at, not to answer
      if (!sample.enhanced && window.fsForm) window.fsForm.enhance(sample);
      sample.enhanced = true;
    }
    for (const dialog of place.querySelectorAll("dialog[data-open]")) if (!dialog.open) dialog.showModal();
  }

  // While the page opens its cells are not visible yet, and what is not visible takes no focus.
  function focusWhenSeen(field, tries = 60) {
    field.focus({ preventScroll: false });
    if (document.activeElement !== document.body || !field.isConnected || !tries) return;
    setTimeout(() => focusWhenSeen(field, tries - 1), 50);
  }

  let lastSaid = 0;
  let sayLater = 0;
  function say() { // live text at most every five seconds
    const source = root.querySelector("[data-say]");
    const text = source ? source.dataset.say : "";
    if (!text || text === spoken.textContent || sayLater) return;
    const wait = Math.max(0, lastSaid + 5000 - Date.now());
    sayLater = setTimeout(() => {
      sayLater = 0;
      lastSaid = Date.now();
      spoken.textContent = root.querySelector("[data-say]")?.dataset.say || "";
    }, wait);
  }

  // --- forms -----------------------------------------------------------------------------
  const collect = (form) => (form.dataset.answer !== undefined ? window.fsForm.collect(form) : values(form));
  function keep(form) {
    const found = collect(form);
    store.set("draft:" + form.dataset.draft, JSON.stringify(form.dataset.autosave === undefined ? found : { values: found, who: own, at: Date.now() }));
  }
  // What another window of this browser is writing right now is that window's to send.
  const elsewhere = (kept) => Boolean(kept.who && kept.who !== own && Date.now() - kept.at < 15000);

  // --- forms that save themselves
  function changed(form, pause = 800) {
    form.unsaved = true;
    clearTimeout(form.saving);
    form.saving = setTimeout(() => autosave(form), pause);
  }
  function autosave(form) {
    clearTimeout(form.saving);
    if (!form.isConnected || !form.unsaved) return;
    if (form.dataset.waiting && Date.now() - form.sentAt < 8000) { changed(form, 300); return; }
    delete form.dataset.waiting;
    form.unsaved = false;
    form.sentAt = Date.now();
    submit(form);
  }
  function autosaved(form, ok, base) {
    if (!ok) { form.unsaved = true; return; } // the text stays, and its draft; the next key tries again
    if (base && form.elements.base) form.elements.base.value = base;
    if (form.unsaved) keep(form); else settle(form);
  }

  function live(form) {
    if (!form.dataset.live) return;
    clearTimeout(form.pause);
    form.pause = setTimeout(() => { if (form.isConnected) command(form.dataset.live, { values: collect(form) }); }, 400);
  }
  function touched(form) {
    form.refused = false;
    derive(form);
    if (form.dataset.draft) keep(form);
    live(form);
    if (form.dataset.autosave !== undefined) changed(form);
  }

  function submit(form, submitter) {
    if (form.dataset.waiting) return;
    const message = {
      type: "submit", id: uuid(), form: form.dataset.form, draft: form.dataset.draft || "",
      args: { ...JSON.parse(form.dataset.args || "{}"), ...JSON.parse(submitter?.dataset.args || "{}") },
    };
    message[form.dataset.answer !== undefined ? "answer" : "values"] = collect(form);
    const unit = form.querySelector("[data-unit]");
    if (unit) message.args.unit = unit.value || null;
    if (submitter?.name) message.button = submitter.value;
    form.dataset.waiting = message.id;
    store.set("outbox:" + message.id, JSON.stringify({ ...message, page: location.pathname, who: own, at: Date.now() }));
    status(form, words.saving || "", "wait");
    send(message);
  }

  function status(form, text, look) {
    const line = form.querySelector("[data-status]") || root.querySelector("[data-status-for='" + form.dataset.form + "']");
    if (line) { line.textContent = text; line.className = "fs-tag fs-" + look; line.hidden = !text; }
  }

  function receipt({ id, ok, text, base: built }) {
    const kept = store.get("outbox:" + id);
    store.drop("outbox:" + id);
    const form = [...root.querySelectorAll("form")].find((f) => f.dataset.waiting === id);
    if (form) {
      delete form.dataset.waiting;
      status(form, text, ok ? "ok" : "error");
      if (ok && form.dataset.clear !== undefined) {
        for (const field of form.querySelectorAll("input[type=text],input:not([type]),textarea")) field.value = "";
        form.querySelector("[autofocus]")?.focus();
      }
      if (form.dataset.autosave !== undefined) {
        if (ok && !form.unsaved) store.drop("draft:" + form.dataset.draft);
        autosaved(form, ok, built);
        return;
      }
      form.refused = !ok; // the sentences beside the fields come with the next patch
      if (!ok) form.querySelector("[aria-invalid=true], input:not([type=hidden]), textarea, select")?.focus();
    }
    if (ok && kept) {
      const { draft } = JSON.parse(kept);
      if (draft && ![...root.querySelectorAll("form[data-autosave]")].some((f) => f.dataset.draft === draft && f.unsaved)) store.drop("draft:" + draft);
    }
  }

  function resend() { // after a crash: what was sent and never received
    for (const name of store.keys()) {
      if (!name.startsWith("outbox:")) continue;
      try {
        const message = JSON.parse(store.get(name));
        if (message.page === location.pathname && !elsewhere(message)) send(message);
      } catch { store.drop(name); }
    }
  }

  on(root, "submit", (event) => {
    if (!event.target.matches("form[data-form]")) return;
    event.preventDefault();
    submit(event.target, event.submitter);
  });
  on(root, "input", (event) => {
    const form = event.target.closest("form[data-form]");
    if (form) touched(form);
  });
  function hand({ name, text }) { // saved where the browser saves what is downloaded
    const a = document.createElement("a");
    a.href = URL.createObjectURL(new Blob([text], { type: "application/yaml;charset=utf-8" }));
    a.download = name;
    root.appendChild(a);
    a.click();
    a.remove();
    setTimeout(() => URL.revokeObjectURL(a.href), 60000);
  }
  async function taken(field) {
    const file = field.files?.[0];
    if (!file) return;
    const text = file.size > 4e6 ? "x".repeat(1000001) : await file.text(); // the kernel says that it is too large
    field.value = ""; // so that the same file can be chosen again when it is mended
    command(field.dataset.file, { name: file.name, text });
  }
  on(root, "change", (event) => {
    if (event.target.matches("[data-file]")) { taken(event.target); return; }
    const field = event.target.closest("[data-change]");
    if (field) command(field.dataset.change, { ...JSON.parse(field.dataset.args || "{}"), value: field.type === "checkbox" ? field.checked : field.value });
    const form = event.target.closest("form[data-draft]");
    if (form && form.dataset.autosave === undefined) keep(form);
    else if (form?.unsaved && event.target.matches("select,[type=date],[type=checkbox],[type=radio]")) autosave(form); // typed texts change on leaving
  });
  on(root, "focusout", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (form && !form.contains(event.relatedTarget)) setTimeout(() => { if (form.unsaved) autosave(form); else settle(form); }, 0);
  });

  // --- commands and keys -----------------------------------------------------------------
  const browser = {
    fullscreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (root.requestFullscreen) root.requestFullscreen().catch(() => command("fullscreen", { on: true }));
      else command("fullscreen", { on: !root.querySelector("[data-screen]") });
    },
    help() {
      const dialog = root.querySelector("dialog.fs-help");
      if (dialog) dialog.open ? dialog.close() : dialog.showModal();
    },
    keys(button) {
      const off = store.get("keys") !== "off";
      store.set("keys", off ? "off" : "on");
      keysState();
      button.focus();
    },
    copy(button) {
      const text = button.dataset.text;
      const done = () => { button.querySelector("span").textContent = button.dataset.done || button.textContent; };
      if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, () => byHand(text, done)); } else byHand(text, done);
    },
    reload() { location.reload(); },
    close(button) { button.closest("dialog")?.close(); },
    focus(button) { root.querySelector(button.dataset.target)?.focus(); },
    add(button) { // one more of a repeated field
      const form = button.closest("form");
      const added = row(form, form.querySelector(button.dataset.target), "n" + uuid().slice(0, 8));
      added.querySelector("input:not([type=hidden]),textarea,select")?.focus();
      touched(form);
    },
    forget(button) { // throw away what was typed and not saved
      const form = button.closest("form");
      form.innerHTML = form.original;
      form.classList.remove("fs-restored");
      touched(form);
      store.drop("draft:" + form.dataset.draft);
      form.querySelector("[autofocus],input:not([type=hidden])")?.focus();
    },
    remove(button) {
      const form = button.closest("form");
      const item = button.closest("[data-item]");
      const list = item.parentElement;
      const next = (item.nextElementSibling || item.previousElementSibling)?.querySelector("input:not([type=hidden])");
      item.remove();
      (next || form.querySelector(`[data-js=add][data-target="#${list.id}"]`))?.focus();
      touched(form);
    },
  };
  function byHand(text, done) { // clipboard API needs a secure context; selection works everywhere
    const area = document.createElement("textarea");
    area.value = text;
    root.appendChild(area);
    area.select();
    try { document.execCommand("copy"); done(); } finally { area.remove(); }
  }
  function keysState() {
    const off = store.get("keys") === "off";
    root.classList.toggle("fs-keys-off", off);
    for (const b of root.querySelectorAll("[data-js=keys]")) b.setAttribute("aria-checked", String(!off));
  }

  on(root, "click", (event) => {
    const button = event.target.closest("button,a[data-command],a[data-js]");
    if (!button || button.disabled) return;
    if (button.dataset.js) {
      event.preventDefault();
      browser[button.dataset.js]?.(button);
    }
    if (button.dataset.command) {
      event.preventDefault();
      command(button.dataset.command, JSON.parse(button.dataset.args || "{}"));
    }
  });

  // Skriv inn: digits answer the statement in focus and go on; arrows go from statement to statement.
  function statements(here, pressed) {
    const own = here.closest("fieldset");
    if (!own || !here.matches("input[type=radio]")) return false;
    const all = [...own.closest("form").querySelectorAll("fieldset")].filter((f) => f.querySelector("input[type=radio]") && !f.querySelector("fieldset"));
    const at = all.indexOf(own);
    const focus = (i) => { const f = all[i]; (f?.querySelector("input:checked") || f?.querySelector("input[type=radio]"))?.focus(); };
    if (pressed === "ArrowDown" || pressed === "ArrowUp") { focus(Math.min(all.length - 1, Math.max(0, at + (pressed === "ArrowDown" ? 1 : -1)))); return true; }
    if (!/^[0-9]$/.test(pressed)) return false;
    const radios = [...own.querySelectorAll("input[type=radio]")];
    const chosen = pressed === "0" ? radios.find((r) => !/^[0-9]+$/.test(r.value)) : radios.find((r) => r.value === pressed);
    if (!chosen) return false;
    chosen.checked = true;
    chosen.dispatchEvent(new Event("input", { bubbles: true }));
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    if (at < all.length - 1) focus(at + 1); else chosen.focus();
    return true;
  }

  // Keys that are typed while a command is on its way wait for the page that it leads to: what a
  // button means depends on where the room is. The same key again is a slip of the finger.
  let busy = null;
  let queued = [];
  function pressed(button, wanted) {
    busy = null;
    if (!button) return;
    const before = sent;
    button.click();
    if (sent > before) busy = { key: wanted, number: sent, until: Date.now() + 3000 };
  }
  function done(number) {
    if (!busy || number < busy.number) return;
    busy = null;
    while (queued.length && !busy) {
      const { wanted, listens } = queued.shift();
      pressed([...root.querySelectorAll("[data-key]")].filter((b) => !b.closest("[data-keys-near]")).find(listens), wanted);
    }
  }

  on(document, "keydown", (event) => {
    if (!root.isConnected || event.defaultPrevented) return;
    const here = event.target instanceof Element ? event.target : document.body;
    const field = here.closest(FIELD);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = here.closest("form[data-form]") || root.querySelector("form[data-ctrl-enter]");
      if (form && root.contains(form)) { event.preventDefault(); form.requestSubmit(form.querySelector("[type=submit]") || undefined); }
      return;
    }
    const always = [...root.querySelectorAll("[data-key-always]")].find((b) => b.dataset.keyAlways === event.key && !b.disabled);
    if (always && root.contains(here) && !root.querySelector("dialog[open]")) { event.preventDefault(); always.click(); return; }
    if (here.closest("form[data-keys-own]") && !event.ctrlKey && !event.metaKey && !event.altKey && statements(here, event.key)) { event.preventDefault(); return; }
    const presenter = event.key === "PageDown" || event.key === "PageUp";
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!inVoila && !root.contains(here)) return; // JupyterLab's own keys
    const dialog = root.querySelector("dialog[open]");
    if (dialog && event.key !== "?") return;
    if (store.get("keys") === "off" && !presenter && event.key !== "?") return;
    if (here.closest("form[data-keys-own]") && !presenter) return;
    const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const listens = (b) => !b.disabled && b.dataset.key.split(" ").some((k) => (k.length === 1 ? k.toLowerCase() : k) === wanted);
    const near = here.closest("[data-keys-near]"); // keys that mean the thing in focus come first
    if (near && (wanted === "ArrowDown" || wanted === "ArrowUp")) {
      const all = [...root.querySelectorAll("[data-keys-near]")];
      all[all.indexOf(near) + (wanted === "ArrowDown" ? 1 : -1)]?.focus();
      event.preventDefault();
      return;
    }
    const beside = near && [...near.querySelectorAll("[data-key]")].find(listens);
    const own = near?.dataset.keysNear.split(" ").includes(wanted); // these never mean anything else here
    const button = beside || (own ? undefined : [...root.querySelectorAll("[data-key]")].filter((b) => !b.closest("[data-keys-near]")).find(listens));
    const native = ["Enter", " ", "Tab", "Shift"].includes(event.key); // what has the focus takes these
    if (!button && (native || !busy || Date.now() > busy.until)) return;
    event.preventDefault();
    if (event.repeat) return;
    if (beside) beside.click();
    else if (busy && Date.now() < busy.until) { if (busy.key !== wanted || button?.dataset.again !== undefined) queued.push({ wanted, listens }); } else pressed(button, wanted);
  });

  on(root, "cancel", (event) => { // a dialog that the kernel opened is the kernel's to close
    const name = event.target.dataset?.cancel;
    if (name) command(name);
  }, { capture: true });

  // --- boxes and the other window --------------------------------------------------------
  // Pictures are drawn for the exact box that they stand in. On Storskjerm a unit is 1/1920 of the width.
  const boxes = new Map();
  function measure() {
    for (const node of root.querySelectorAll("[data-box]")) {
      const screen = node.closest("[data-screen]");
      const unit = screen ? Math.min(screen.clientWidth / 1920, screen.clientHeight / 1080) : 1;
      const size = [Math.floor(node.clientWidth / unit), Math.floor(node.clientHeight / unit)];
      const known = boxes.get(node.dataset.box);
      if (size[0] < 200 || size[1] < 120 || (known && Math.abs(known[0] - size[0]) < 4 && Math.abs(known[1] - size[1]) < 4)) continue;
      boxes.set(node.dataset.box, size);
      command("box", { name: node.dataset.box, width: size[0], height: size[1] });
    }
  }
  let measuring = 0;
  const measureSoon = () => { clearTimeout(measuring); measuring = setTimeout(measure, 60); };
  on(window, "resize", measureSoon);

  // A window with Storskjerm tells the other windows of this browser that it is there.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("fagsamling") : null;
  let second = 0;
  const screenOf = () => root.querySelector("[data-screen]")?.dataset.screen;
  if (channel) channel.onmessage = ({ data }) => {
    if (data.screen && data.screen === root.querySelector("[data-gathering]")?.dataset.gathering) second = data.gone ? 0 : Date.now();
    root.classList.toggle("fs-second", Boolean(second));
  };
  const announce = () => {
    if (screenOf()) channel?.postMessage({ screen: screenOf() });
    if (second && Date.now() - second > 5000) { second = 0; root.classList.remove("fs-second"); }
  };
  on(window, "pagehide", () => { if (screenOf()) channel?.postMessage({ screen: screenOf(), gone: true }); });
  const announcing = setInterval(announce, 1500);

  on(document, "fullscreenchange", () => {
    const on_ = document.fullscreenElement === root;
    root.classList.toggle("fs-full", on_);
    command("fullscreen", { on: on_ });
  });

  // --- clock, presence, contact ----------------------------------------------------------
  function tick() {
    const now = performance.now();
    for (const node of root.querySelectorAll("[data-seconds]")) {
      if (node.seen !== node.dataset.stamp) { node.seen = node.dataset.stamp; node.since = now; }
      const gone = node.dataset.running === "1" ? (now - node.since) / 1000 : 0;
      const left = Math.max(0, Math.ceil(Number(node.dataset.seconds) - gone));
      const text = left === 0 && node.dataset.done ? node.dataset.done : `${String(Math.floor(left / 60)).padStart(2, "0")}.${String(left % 60).padStart(2, "0")}`;
      if (node.textContent !== text) node.textContent = text;
      node.classList.toggle("fs-last", left <= 60);
      node.classList.toggle("fs-done", left === 0);
      if (left === 0 && node.dataset.running === "1" && node.dataset.zero && node.told !== node.dataset.stamp) {
        node.told = node.dataset.stamp;
        command(node.dataset.zero, JSON.parse(node.dataset.args || "{}"));
      }
    }
  }
  const clock = setInterval(tick, 250);

  let lost = 0; // when contact was lost
  async function beat() {
    if (!root.isConnected) return;
    try {
      const answer = await fetch(base + "healthz", { cache: "no-store", signal: AbortSignal.timeout ? AbortSignal.timeout(4000) : undefined });
      if (!answer.ok) throw new Error(String(answer.status));
      if (lost) { lost = 0; offline.hidden = true; }
    } catch {
      if (!root.isConnected) return;
      if (!lost) {
        lost = Date.now();
        const at = new Date(lost);
        offline.innerHTML = "";
        const p = document.createElement("p");
        p.textContent = (words.offline || "").replace("{time}", `${String(at.getHours()).padStart(2, "0")}.${String(at.getMinutes()).padStart(2, "0")}`);
        const b = document.createElement("button");
        b.className = "fs-btn fs-small";
        b.type = "button";
        b.textContent = words.reload || "";
        b.onclick = () => location.reload();
        offline.append(p, b);
      }
      offline.hidden = false;
    }
  }
  async function presence() {
    const spot = root.querySelector("[data-presence]");
    if (!spot || !root.isConnected) return;
    if (spot.asked && Date.now() - spot.asked < 4000) return;
    spot.asked = Date.now();
    try {
      const answer = await fetch(`${base}delta/${spot.dataset.presence}/presence`, { cache: "no-store" });
      if (!answer.ok) return;
      const { connected } = await answer.json();
      spot.textContent = (spot.dataset.text || "{n}").replace("{n}", connected);
    } catch { /* the offline panel says it */ }
  }
  const pulse = setInterval(() => { beat(); presence(); }, 4000);

  function save({ name, mime, data }) {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: mime }));
    link.download = name;
    root.appendChild(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // --- the kernel ------------------------------------------------------------------------
  const heard = (message) => {
    if (message.type === "patch") { patch(message.regions); keysState(); } else if (message.type === "place") {
      if (inVoila && message.search !== location.search) history.replaceState(null, "", location.pathname + message.search);
    } else if (message.type === "leave") {
      if (inVoila) location.href = new URL(message.address, location.href).href;
    } else if (message.type === "file") (message.data === undefined ? hand : save)(message);
    else if (message.type === "receipt") receipt(message);
    else if (message.type === "done") done(message.number);
  };
  const speak = () => { // the language was chosen after the page was opened
    words = model.get("strings") || {};
    root.lang = words.language || "";
    if (inVoila && words.language) document.documentElement.lang = words.language;
  };
  speak();
  model.on("change:strings", speak);
  model.on("msg:custom", heard);
  hello();
  resend();

  return () => {
    alive.abort();
    clearInterval(clock);
    clearInterval(pulse);
    clearInterval(announcing);
    channel?.close();
    model.off("msg:custom", heard);
    model.off("change:strings", speak);
  };
}

export default { render };
