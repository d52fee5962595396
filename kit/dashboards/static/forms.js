// Forms of a page: drafts while one types, one message when it is sent, a receipt before it is forgotten.

function formsOf(page, contact, keys) {
  const { root, on, send, command, own } = page;

  function marked(spot) { // the field that a sentence is about
    const named = spot.closest("form").elements[spot.dataset.errorFor];
    return (named instanceof Node ? named : named?.[0]) || spot.closest("fieldset")?.querySelector("input:not([type=hidden]),[data-js=add]");
  }
  function mistakes() { // sentences from the kernel mark their fields
    for (const spot of root.querySelectorAll("form [data-error-for]")) {
      const form = spot.closest("form");
      const field = marked(spot);
      if (spot.dataset.mended !== spot.textContent) delete spot.dataset.mended; // another sentence has come
      if (!field?.setAttribute) continue;
      if (!spot.textContent || spot.dataset.mended) { field.removeAttribute("aria-invalid"); continue; }
      field.setAttribute("aria-invalid", "true");
      if (spot.id) field.setAttribute("aria-describedby", spot.id);
      if (form.refused) { form.refused = false; field.focus(); }
    }
  }

  // A sentence goes when what it is about is changed; the kernel judges anew when the form is sent.
  function mended(form, field) {
    for (const spot of form.querySelectorAll("[data-error-for]")) {
      const about = spot.closest("[data-about]") || spot.closest("fieldset") || spot.parentElement;
      if (spot.textContent && (about.contains(field) || marked(spot) === field)) spot.dataset.mended = spot.textContent;
    }
    mistakes();
  }
  function judged(form) { // what stands there still holds
    for (const spot of form.querySelectorAll("[data-mended]")) delete spot.dataset.mended;
    mistakes();
  }

  function adopt(place) {
    for (const form of place.querySelectorAll("form[data-draft]")) {
      if (form.adopted) continue;
      form.adopted = true;
      if (form.dataset.answer !== undefined) window.fsForm.enhance(form);
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
      if (!sample.enhanced) window.fsForm.enhance(sample);
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

  const collect = (form) => (form.dataset.answer !== undefined ? window.fsForm.collect(form) : values(form));
  function keep(form) {
    const found = collect(form);
    if (form.saved === JSON.stringify(found)) { // a form that is taken away says once more that it was changed
      store.drop("draft:" + form.dataset.draft);
      return;
    }
    store.set("draft:" + form.dataset.draft, JSON.stringify(form.dataset.autosave === undefined ? found : { values: found, who: own, at: Date.now() }));
  }
  // What another window of this browser is writing right now is that window's to send.
  const elsewhere = (kept) => Boolean(kept.who && kept.who !== own && Date.now() - kept.at < 15000);

  // --- forms that save themselves
  // A date is complete with its last part: «2026» passes through the years 2, 20 and 202.
  function halfway(form) {
    const field = document.activeElement;
    if (form.dataset.autosave === undefined || field?.type !== "date" || !form.contains(field)) return false;
    return field.validity.badInput || field.validity.rangeUnderflow || field.validity.rangeOverflow;
  }
  function changed(form, pause = 600) {
    form.unsaved = true;
    clearTimeout(form.saving);
    form.saving = setTimeout(() => autosave(form), pause);
  }
  function autosave(form) {
    clearTimeout(form.saving);
    if (!root.isConnected || !form.unsaved || halfway(form)) return; // also one whose step was left before the pause was over
    if (contact.away()) { changed(form, 1000); return; } // its draft is kept meanwhile
    if (form.dataset.waiting && Date.now() - form.sentAt < 8000) { changed(form, 300); return; }
    delete form.dataset.waiting;
    form.unsaved = false;
    form.sentAt = Date.now();
    submit(form);
  }
  function autosaved(form, ok, base) {
    if (!ok) { changed(form, 10000); return; } // the text stays, and its draft; a full disk may have room by then
    if (base && form.elements.base) form.elements.base.value = base;
    if (form.unsaved) keep(form); else settle(form);
  }

  function live(form) {
    if (!form.dataset.live) return;
    clearTimeout(form.pause);
    form.pause = setTimeout(() => { if (form.isConnected) command(form.dataset.live, { values: collect(form) }); }, 400);
  }
  function touched(form, field) {
    form.refused = false;
    if (field) mended(form, field);
    derive(form);
    if (form.dataset.draft && !halfway(form)) keep(form);
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
    if (form.dataset.autosave !== undefined) supersede(message.draft);
    store.set("outbox:" + message.id, JSON.stringify({ ...message, page: location.pathname, who: own, at: Date.now() }));
    status(form, page.words()[contact.away() ? "unsent" : "saving"] || "", "wait");
    if (form.dataset.ctrlEnter !== undefined && !contact.away()) keys.sends(message.id);
    send(message);
  }

  // A form that saves itself is sent again and again: of what nobody has received, only the last is worth sending.
  function supersede(draft) {
    for (const name of store.keys()) {
      if (!name.startsWith("outbox:")) continue;
      try { if (JSON.parse(store.get(name)).draft === draft) store.drop(name); } catch { store.drop(name); }
    }
  }

  function status(form, text, look) {
    const line = form.querySelector("[data-status]") || root.querySelector("[data-status-for='" + form.dataset.form + "']");
    if (line) { line.textContent = text; line.className = "fs-tag fs-" + look; line.hidden = !text; }
  }

  // An answer is kept after its receipt too: a machine that was lost may come back with an older copy.
  function hold(id, kept) {
    store.set("held:" + id, kept);
    const when = (name) => { try { return JSON.parse(store.get(name)).at; } catch { return 0; } };
    const held = store.keys().filter((name) => name.startsWith("held:"));
    if (held.length > 200) for (const name of held.sort((a, b) => when(a) - when(b)).slice(0, -200)) store.drop(name);
  }
  function askAfter() {
    const ids = {};
    for (const name of store.keys()) {
      if (!name.startsWith("held:")) continue;
      try {
        const message = JSON.parse(store.get(name));
        if (message.page === location.pathname) ids[message.id] = message.draft;
      } catch { store.drop(name); }
    }
    if (Object.keys(ids).length) send({ type: "held", ids });
  }
  function bringBack(ids) {
    const kept = ids.map((id) => store.get("held:" + id)).filter(Boolean).map((text) => JSON.parse(text));
    for (const message of kept.sort((a, b) => a.at - b.at)) {
      store.set("outbox:" + message.id, JSON.stringify(message));
      send(message);
    }
  }

  function receipt({ id, ok, text, base: built }) {
    const kept = store.get("outbox:" + id);
    store.drop("outbox:" + id);
    if (ok && kept && JSON.parse(kept).answer !== undefined) hold(id, kept);
    const form = [...root.querySelectorAll("form")].find((f) => f.dataset.waiting === id);
    if (form) {
      delete form.dataset.waiting;
      status(form, text, ok ? "ok" : "error");
      if (ok && kept && form.dataset.autosave === undefined) form.saved = JSON.stringify(sentBy(JSON.parse(kept)));
      if (ok && form.dataset.clear !== undefined) {
        for (const field of form.querySelectorAll("input[type=text],input:not([type]),textarea")) field.value = "";
        form.querySelector("[autofocus]")?.focus();
      }
      if (form.dataset.autosave !== undefined) {
        if (ok && !form.unsaved) store.drop("draft:" + form.dataset.draft);
        autosaved(form, ok, built);
        return;
      }
      if (!ok) judged(form);
      form.refused = !ok; // the sentences beside the fields come with the next patch
      if (!ok) (form.querySelector("[aria-invalid=true]") || form.querySelector("input:not([type=hidden]),textarea,select"))?.focus();
    }
    if (ok && kept) {
      const message = JSON.parse(kept);
      const { draft } = message;
      const unsaved = [...root.querySelectorAll("form[data-autosave]")].some((f) => f.dataset.draft === draft && f.unsaved);
      if (draft && !unsaved && asSent(message)) store.drop("draft:" + draft);
    }
  }
  const sentBy = (message) => message.answer ?? message.values;
  function asSent(message) { // what was written since is a draft still
    try {
      const found = JSON.parse(store.get("draft:" + message.draft));
      return JSON.stringify(found.who ? found.values : found) === JSON.stringify(sentBy(message));
    } catch { return true; }
  }

  let later = 0;
  function resend() { // after a crash: what was sent and never received
    clearTimeout(later);
    for (const name of store.keys()) {
      if (!name.startsWith("outbox:")) continue;
      try {
        const message = JSON.parse(store.get(name));
        if (message.page !== location.pathname) continue;
        if (elsewhere(message)) { // that window may have been closed
          clearTimeout(later);
          later = setTimeout(() => root.isConnected && resend(), 16000);
        } else send(message);
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
    if (form) touched(form, event.target);
  });
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
    if (form && !form.contains(event.relatedTarget)) setTimeout(() => { if (form.unsaved) autosave(form); else window.fsForm.calm(() => settle(form)); }, 0);
  });

  return { adopt, askAfter, bringBack, mistakes, receipt, resend, touched };
}
