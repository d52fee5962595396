// Showing the view that fits, without touching a field that somebody types in.
function notes(view) {
  let html = "";
  if (far()) html += amber(W.far, say(texts().length ? W.far_kept : W.far_more, { time: answered }), copying());
  if (problem) html += panel("error", esc(problem));
  if (me.joined && view !== "join") html += panel("quiet", esc(say(W.joined, { name: me.name || "" })));
  if (moved && view === "ask") html += panel("quiet", esc(W.moved));
  if (view === "ask" && state.activity.late && !state.activity.open) html += panel("quiet", esc(W.late));
  if ($("notes").dataset.html !== html) { $("notes").innerHTML = html; $("notes").dataset.html = html; }
}

function status(view) {
  let text = "";
  if (view === "join" && joining) text = W.sending;
  else if (view === "unsent") text = say(W.tried, { time: tried });
  else if (view === "ask") {
    const form = $("ask");
    const at = fsForm.progress(form);
    text = at.done && at.text ? at.text : me.drafts[here()] ? (kept ? W.draft : W.draft_memory) : at.text;
    if (away) text = W.away;
  } else if (away) text = W.away;
  if ($("status").textContent !== text) $("status").textContent = text;
}

function header(view) {
  const group = (state.groups || []).find((g) => g.id === me.group);
  const unit = state.units.find((u) => u.id === me.unit);
  if (group) me.name = group.name;
  $("me").textContent = state.mode === "person" ? (unit ? unit.name : "") : me.name || "";
  $("hd").hidden = !seated() || view === "join";
  if ($("swap")) $("swap").hidden = view === "gone";
  $("main").className = view === "join" ? "welcome" : "";
}

const settle = () => fsForm.calm(render); // no hand has asked for this: it waits for the one that presses

function render() {
  const view = which();
  const a = state.activity;
  const k = keyOf(a);
  if (view === "ask") seenOpen = k;
  const detail = view === "gone" ? JSON.stringify([far()]) : ["join", "wait"].includes(view) ? "" : [k, a.key, JSON.stringify([(me.out[k] || sentHere(k) || {}).id, (me.out[k] || {}).failed, far()])].join("|");
  const mark = view + "|" + detail;
  header(view);
  if (view === "ask" && rendered.startsWith("ask|" + k + "|") && rendered !== mark && $("view").contains(document.activeElement)) {
    pending = true; // the wording was changed while somebody types: after that
  } else if (mark !== rendered) {
    const [inner, end] = views[view]();
    const known = rendered.split("|").slice(0, 3).join("|") === [view, k].join("|");
    const held = document.activeElement.id;
    rendered = mark;
    $("view").innerHTML = inner;
    $("act").innerHTML = end;
    if (view === "ask") prepareForm(k);
    if (view === "join") prepareJoin();
    if (view === "locked" && $("fields")) { fsForm.enhance($("fields")); fsForm.fill($("fields"), me.drafts[k]); $("fields").querySelector(".fs-form").disabled = true; }
    if (known && held && $(held) && document.activeElement !== $(held)) $(held).focus({ preventScroll: true });
    if (!known) {
      shown = now();
      scrollTo(0, 0);
      const head = $("view").querySelector("h1, .saved");
      if (head && rendered.split("|")[0] !== "join") { head.tabIndex = -1; head.focus({ preventScroll: true }); }
    }
    speak(view);
  }
  notes(view);
  status(view);
  countdown();
}

function prepareForm(k) {
  const form = $("ask");
  const earlier = me.drafts[k] || (me.out[k] || me.sent[k] || {}).answer; // also what was sent from another table
  fsForm.enhance(form);
  if (earlier) fsForm.fill(form, earlier);
  form.addEventListener("input", () => {
    me.drafts[k] = fsForm.collect(form);
    keepText(k, form);
    problem = ""; moved = false; me.joined = false;
    save();
    notes("ask");
    setTimeout(() => which() === "ask" && status("ask"));
  });
}

// Live text for those who listen to the page, at most every five seconds.
let spoken = 0, later = 0;
function speak(view) {
  clearTimeout(later);
  later = setTimeout(() => {
    spoken = now();
    const k = here();
    $("say").textContent = { ask: state.activity && state.activity.prompt, done: say(W.saved_line, { time: (me.sent[k] || {}).at }), unsent: W.unsent + ". " + unsentMore(), locked: W.locked, toolate: W.too_late, wait: W.wait }[view] || "";
  }, Math.max(100, spoken + 5000 - now()));
}

function countdown() {
  const tag = $("clock");
  const a = state.activity;
  if (!tag) return;
  const known = a && a.seconds_left !== null && a.seconds_left !== undefined;
  tag.hidden = !known;
  if (!known) return;
  const left = Math.max(0, a.running ? Math.round((a.ends - now()) / 1000) : a.seconds_left);
  const text = left ? say(W.left, { time: Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0") }) : W.out;
  if (tag.textContent !== text) tag.textContent = text;
  tag.classList.toggle("live", left <= 60);
}
