// The keyboard: keys of buttons, of statements, and what waits while a command is under way.

function keysOf(page) {
  const { root, on, command } = page;

  function state() {
    const off = store.get("keys") === "off";
    root.classList.toggle("fs-keys-off", off);
    for (const b of root.querySelectorAll("[data-js=keys]")) b.setAttribute("aria-checked", String(!off));
  }

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
    const before = page.sent();
    button.click();
    if (page.sent() > before) busy = { key: wanted, number: page.sent(), until: Date.now() + 3000 };
  }
  function done(number) {
    if (!busy || number < busy.number) return;
    busy = null;
    while (queued.length && !busy) {
      const { wanted, listens } = queued.shift();
      pressed([...root.querySelectorAll("[data-key]")].filter((b) => !b.closest("[data-keys-near]")).find(listens), wanted);
    }
  }

  // Skriv inn: what is typed after Ctrl+Enter is for the form that comes, and waits for it; but not for a kernel that
  // is away, for then it stands better where it can be seen.
  let sending = "";
  let ahead = [];
  function sends(id) {
    sending = id;
    setTimeout(() => arrived(id), 3000);
  }
  function arrived(id) {
    if (!id || sending !== id) return;
    sending = "";
    while (ahead.length && !sending) type(ahead.shift());
  }
  function type(stroke) {
    const here = document.activeElement || document.body;
    if (stroke.text) { document.execCommand("insertText", false, stroke.text); return; }
    if (!here.dispatchEvent(new KeyboardEvent("keydown", { ...stroke, bubbles: true, cancelable: true }))) return; // ours
    if (stroke.key === "Tab") {
      const all = [...(here.closest("form")?.elements || [])].filter((f) => f.tabIndex >= 0 && f.offsetParent);
      all[all.indexOf(here) + (stroke.shiftKey ? -1 : 1)]?.focus();
    } else if (here.matches(FIELD)) {
      if (stroke.key === "Backspace") document.execCommand("delete");
      else if (stroke.key.length === 1) document.execCommand("insertText", false, stroke.key);
      else if (stroke.key === "Enter" && here.nodeName === "TEXTAREA") document.execCommand("insertText", false, "\n");
    }
  }
  function waits({ key, ctrlKey, metaKey, altKey, isTrusted }) { // AltGr is Ctrl and Alt together
    if (!sending || !isTrusted || (key !== "Enter" && (metaKey || ctrlKey !== altKey))) return false;
    return key.length === 1 || ["Enter", "Tab", "Backspace", "Escape", "ArrowUp", "ArrowDown"].includes(key);
  }

  // A field may be taken away while somebody types in it (the table has sent another answer, a colleague has gone on).
  // Until there is a pause, what is typed then is meant for the field and is no key.
  let typing = null; // {field, at}
  function vanished({ key }, field) {
    const letter = key.length === 1 || key === "Backspace";
    if (field) typing = letter ? { field, at: Date.now() } : null;
    else if (letter && typing && !typing.field.isConnected && Date.now() - typing.at < 1500) {
      typing.at = Date.now();
      return true;
    } else typing = null;
    return false;
  }
  on(root, "pointerdown", () => { typing = null; });

  on(window, "pagehide", () => arrived(sending)); // it is a draft then, of the form that was sent
  on(root, "beforeinput", (event) => { // pasted, or by a keyboard on the screen
    if (!sending || !event.data || !event.cancelable || event.isComposing) return;
    event.preventDefault();
    ahead.push({ text: event.data });
  });
  on(document, "keydown", (event) => {
    if (!root.isConnected || event.defaultPrevented) return;
    const here = event.target instanceof Element ? event.target : document.body;
    if (waits(event) && (root.contains(here) || here === document.body)) {
      event.preventDefault();
      const { key, metaKey, shiftKey } = event;
      if (!event.repeat || key.length === 1) ahead.push({ key, metaKey, shiftKey, ctrlKey: event.ctrlKey && key === "Enter" });
      return;
    }
    const field = here.closest(FIELD);
    if (vanished(event, field)) { event.preventDefault(); return; }
    // A key that is held says once what it says; letters, new lines and what is meant again repeat.
    const says = event.key === "Enter" ? event.ctrlKey || event.metaKey || !here.matches("textarea,[contenteditable=true],[data-again],[data-fs]") : event.key === "Escape";
    if (event.repeat && says && root.contains(here)) { event.preventDefault(); return; }
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
    if (!page.inVoila && !root.contains(here)) return; // JupyterLab's own keys
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

  return { arrived, done, sends, state };
}
