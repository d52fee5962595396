// The phone page. What the server says comes in through take(); what the group writes is kept under the
// gathering's id before it is sent; render() shows where the two have got to.
(() => {
  const $ = (id) => document.getElementById(id);
  const boot = JSON.parse($("boot").textContent);
  const W = boot.words;
  const path = location.pathname.replace(/\/+$/, "");
  const KEY = "fagsamling:" + (boot.state ? boot.state.gathering : known());
  if (!boot.state && KEY === "fagsamling:") return; // this phone has never been there
  const query = new URLSearchParams(location.search);
  const joinHtml = boot.join || $("view").innerHTML;
  function known() { // the code is gone: which gathering was it here?
    try {
      const keys = Object.keys(localStorage).filter((k) => k.startsWith("fagsamling:"));
      return (keys.find((k) => { try { return JSON.parse(localStorage.getItem(k)).code === boot.code; } catch (e) { return false; } }) || "").slice(11);
    } catch (e) { return ""; }
  }
  const now = () => performance.now();
  const esc = (text) => String(text).replace(/[&<>"]/g, (c) => "&#" + c.charCodeAt(0) + ";");
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const hhmm = () => { const d = new Date(); return [d.getHours(), d.getMinutes()].map((n) => String(n).padStart(2, "0")).join("."); };
  document.documentElement.className = "js";

  // --- the language of the words around the questions: chosen once, remembered for every gathering
  const LANGUAGE = "fagsamling:sprak";
  const remember = (chosen) => { try { localStorage.setItem(LANGUAGE, chosen); } catch (e) { /* then the address remembers */ } };
  if (query.get("sprak") === boot.language) remember(boot.language);
  else if (!query.has("sprak")) {
    let chosen = null;
    try { chosen = localStorage.getItem(LANGUAGE); } catch (e) { /* nothing is remembered here */ }
    if (boot.languages.includes(chosen) && chosen !== boot.language) {
      query.set("sprak", chosen);
      location.replace("?" + query);
      return;
    }
  }
  const inLanguage = "sprak=" + boot.language; // always said: a server that has lost the gathering knows no other

  // --- what this phone remembers
  let kept = true;
  function random() {
    const bytes = new Uint8Array(16);
    if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(bytes);
    else for (let i = 0; i < 16; i++) bytes[i] = Math.floor(Math.random() * 256);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  function load() {
    let found = {};
    try { found = JSON.parse(localStorage.getItem(KEY)) || {}; } catch (e) { kept = false; }
    return Object.assign({ r: query.get("r") || random(), seq: 0, drafts: {}, out: {}, sent: {}, held: {}, texts: {} }, boot.me, found, { code: boot.code });
  }
  let me = load();
  if (!boot.state && me.language !== boot.language && boot.languages.includes(me.language) && !query.has("sprak")) {
    location.replace("?sprak=" + me.language); // the code is gone, and with it the gathering's own language
    return;
  }
  me.language = boot.language;
  function save() {
    try { localStorage.setItem(KEY, JSON.stringify(me)); kept = true; } catch (e) { kept = false; }
    // Where nothing can be kept, the address remembers the seat through a reload.
    if (!kept && query.get("r") !== me.r) { query.set("r", me.r); history.replaceState(null, "", "?" + query); }
  }

  // --- where we are
  let state = boot.state || { gathering: KEY.slice(11), mode: "group", groups: [], units: [], activity: null };
  let switching = false, editing = false, away = false, busy = false, gone = boot.gone || "";
  let answered = hhmm(), awaySince = 0; // when the server was last heard, and since when it is not
  let problem = "", moved = false, tried = "", seenOpen = "", sendingSince = 0, pending = null;
  let rendered = "";
  const forms = {};
  const keyOf = (a) => (a ? a.id + ":" + a.round : "");
  const here = () => keyOf(state.activity);
  const seated = () => (state.mode === "person" ? state.units.length < 2 || me.unit !== undefined : Boolean(me.group));
  const unseat = () => { me.group = null; save(); };

  function which() {
    if (gone) return "gone";
    if (!seated() || switching) return "join";
    const a = state.activity;
    if (!a) return "wait";
    const k = keyOf(a), out = me.out[k], sent = me.sent[k], draft = me.drafts[k];
    if (out && !editing) return out.late && !a.open && !a.late ? "toolate" : out.failed ? "unsent" : "sending";
    if (a.open || (a.late && draft && !sent)) return editing || !sent ? "ask" : "done";
    if (out) return "toolate";
    return sent || draft || seenOpen === k ? "locked" : "wait";
  }

  // --- showing it
  const rows = (answer) => {
    const holder = document.createElement("div");
    holder.innerHTML = forms[state.activity.key] || "";
    if (!answer || !holder.firstChild) return "";
    fsForm.fill(holder, answer);
    return "<ul class=rows>" + fsForm.summary(holder).map((row) => `<li><span>${esc(row.label)}</span>` +
      (row.spot ? `<i role=img aria-label="${esc(row.value)}" style="--x:${row.spot[0]}%;--y:${row.spot[1]}%"></i>` : `<b>${esc(row.value)}</b>`) + "</li>").join("") + "</ul>";
  };
  const title = () => `<h1 id=prompt>${esc(state.activity.prompt)}</h1>`;
  const panel = (look, text) => `<p class="panel ${look}"${look === "error" ? " role=alert" : ""}>${text}</p>`;
  const amber = (head, text, more) => `<div class="panel off">${boot.svg.clock}<div><b>${esc(head)}</b><br>${esc(text)}${more || ""}</div></div>`;
  const waiting = (dot) => `<p class=st>${dot ? "<i class=dot></i>" : ""}<span>${esc(W.wait)}</span></p>`;
  const button = (id, text, look) => `<button type=button id=${id} class="btn ${look || ""}">${esc(text)}</button>`;
  const unsentMore = () => ((me.out[here()] || {}).failed === "net" ? W.unsent_more : W.unsent_slow);
  const clock = "<span class=tag id=clock hidden></span>";

  // Where the address is gone, the text is still here: to be read, and to be copied.
  const far = () => Boolean(away && awaySince && now() - awaySince > 60000);
  const texts = () => Object.values(me.texts).filter((t) => t.lines.length);
  const copying = () => (texts().length ? `<button type=button class="btn s" id=copy>${esc(W.copy)}</button>` : "");
  const keptTexts = () => texts().map((t) => `<h2>${esc(t.prompt)}</h2><ul class=rows>${t.lines.map((line) => `<li><span>${esc(line)}</span></li>`).join("")}</ul>`).join("");
  function keepText(k, form) {
    const lines = fsForm.summary(form).map((row) => [row.label, row.value].filter((part) => part !== "").join(": ")).filter(Boolean);
    delete me.texts[k]; // the newest last
    me.texts[k] = { prompt: state.activity.prompt, lines };
  }
  function copy(button) {
    const text = texts().map((t) => [t.prompt, ...t.lines.map((line) => "– " + line)].join("\n")).join("\n\n");
    const done = () => { button.textContent = W.copied; };
    const byHand = () => { // no clipboard outside secure contexts
      const area = document.createElement("textarea");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      const copied = document.execCommand("copy");
      area.remove();
      if (copied) done();
    };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  }

  const views = {
    gone: () => [panel("error", esc(gone)) + (texts().length ? `<p>${esc(W.gone_more)}</p>${copying()}<div class=kept>${keptTexts()}</div>` : ""), `<a class=btn href="../delta">${esc(W.type_code)}</a>`],
    join: () => [joinHtml + (switching ? `<button type=button class=wk id=back>${esc(W.back)}</button>` : ""), `<button class="btn p" form=join>${esc(W.join)}</button>`],
    wait: () => [`<h1>${esc(W.in)}</h1><p>${esc(W.soon)}</p>`, waiting(true)],
    ask: () => {
      const again = me.sent[here()] || me.out[here()];
      return [`<form id=ask>${clock}${title()}<div id=fields>${forms[state.activity.key]}</div></form>` +
        (again ? `<button type=button class=wk id=keep>${esc(W.keep)}</button>` : ""),
      `<button class="btn p" form=ask id=send>${esc(again ? W.send_again : W.send)}</button>`];
    },
    sending: () => [title() + rows(me.out[here()].answer), `<p class=st>${esc(W.sending)}</p>`],
    unsent: () => [(far() ? "" : amber(W.unsent, unsentMore())) + title() + rows(me.out[here()].answer) + button("change", W.change), button("try", W.try)],
    done: () => {
      const sent = me.sent[here()];
      return [`${clock}<p class=saved>${boot.svg.check}${esc(W.saved)}</p><p>${esc(say(W.saved_at, { time: sent.at }))}</p>${rows(sent.answer)}${button("change", W.change)}`, waiting(true)];
    },
    toolate: () => [amber(W.too_late, W.too_late_more) + title() + rows(me.out[here()].answer), waiting()],
    locked: () => {
      const sent = me.sent[here()];
      const lock = `<span class="tag lock">${esc(W.locked)}</span>${title()}`;
      if (sent) return [`${lock}<p>${esc(W.locked_in)}</p>${rows(sent.answer)}`, waiting()];
      return [`${lock}<p>${esc(W.locked_out)}</p><div id=fields>${forms[state.activity.key]}</div>`, waiting()];
    },
  };

  function notes(view) {
    let html = "";
    if (far() && view !== "gone") html += amber(W.far, say(texts().length ? W.far_kept : W.far_more, { time: answered }), copying());
    if (problem) html += panel("error", esc(problem));
    if (me.joined && view !== "join") html += panel("quiet", esc(say(W.joined, { name: me.name || "" })));
    if (moved && view === "ask") html += panel("quiet", esc(W.moved));
    if (view === "ask" && state.activity.late && !state.activity.open) html += panel("quiet", esc(W.late));
    if ($("notes").dataset.html !== html) { $("notes").innerHTML = html; $("notes").dataset.html = html; }
  }

  function status(view) {
    let text = "";
    if (view === "unsent") text = say(W.tried, { time: tried });
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

  function render() {
    const view = which();
    const a = state.activity;
    const k = keyOf(a);
    if (view === "ask") seenOpen = k;
    const detail = ["join", "wait", "gone"].includes(view) ? "" : [k, a.key, JSON.stringify([(me.out[k] || me.sent[k] || {}).id, (me.out[k] || {}).failed, far()])].join("|");
    const mark = view + "|" + detail;
    header(view);
    if (view === "ask" && rendered.startsWith("ask|" + k + "|") && rendered !== mark && $("view").contains(document.activeElement)) {
      pending = true; // the wording was changed while somebody types: after that
    } else if (mark !== rendered) {
      const [inner, end] = views[view]();
      const known = rendered.split("|").slice(0, 3).join("|") === [view, k].join("|");
      rendered = mark;
      $("view").innerHTML = inner;
      $("act").innerHTML = end;
      if (view === "ask") prepareForm(k);
      if (view === "join") prepareJoin();
      if (view === "locked" && $("fields")) { fsForm.enhance($("fields")); fsForm.fill($("fields"), me.drafts[k]); $("fields").querySelector(".fs-form").disabled = true; }
      if (!known) {
        scrollTo(0, 0);
        const head = $("view").querySelector("h1");
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
    const earlier = me.drafts[k] || (me.out[k] || me.sent[k] || {}).answer;
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

  // --- sitting down
  function fillTables(chosen) {
    const group = $("group");
    const place = group.querySelector("option[value=own]");
    for (const option of [...group.options]) if (option.value && option.value !== "own") option.remove();
    for (const g of state.groups) {
      const unit = state.units.find((u) => u.id === g.unit);
      const text = g.name + (g.taken && g.id !== me.group ? ` (${W.in_use})` : "") + (unit && !g.name.includes(unit.name) ? " · " + unit.name : "");
      group.insertBefore(new Option(text, g.id), place);
    }
    group.value = [...group.options].some((option) => option.value === chosen) ? chosen : "";
  }

  function showJoin() { // own name and unit are asked for only where they are not clear
    const group = $("group"), where = $("where"), own = $("own");
    const chosen = group && state.groups.find((g) => g.id === group.value);
    if (own) own.hidden = Boolean(group) && group.value !== "own";
    if (where) where.hidden = state.mode === "group" && (group ? !group.value || Boolean(chosen && chosen.unit) : false);
  }

  function prepareJoin() {
    const group = $("group");
    if (group) {
      fillTables(me.group || "");
      group.addEventListener("change", () => { showJoin(); if (group.value === "own") $("name").focus(); });
    }
    showJoin();
  }

  async function join() {
    const unit = $("where") && !$("where").hidden ? $("unit").value : state.units.length === 1 ? state.units[0].id : "";
    problem = "";
    if ($("where") && !$("where").hidden && !unit) problem = W.choose_unit;
    const body = { respondent: me.r };
    if (unit) body.unit = unit;
    if (state.mode === "group") {
      const group = $("group") ? $("group").value : "own";
      const name = $("name").value.trim();
      if (group && group !== "own") body.group = group;
      else if (group === "own" && name) body.name = name;
      else problem = W.choose;
    }
    if (problem) return render();
    if (state.mode === "group") {
      let reply;
      try { reply = await post("seat", body); } catch (e) { problem = W.no_join; return render(); }
      if (!reply.ok) { problem = reply.body.error || W.no_join; return render(); }
      const known = state.groups.find((g) => g.id === reply.body.group);
      me.group = reply.body.group;
      me.joined = reply.body.joined;
      me.name = known ? known.name : body.name || me.name;
    }
    me.unit = unit || null;
    for (const out of Object.values(me.out)) if (out.group !== (me.group || null)) Object.assign(out, { id: random(), group: me.group || null, unit: me.unit });
    switching = false;
    save();
    render();
    flush();
  }

  // --- sending, exactly once: the id is made here and goes along again until there is a receipt
  async function post(what, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 12000);
    try {
      const reply = await fetch(path + "/" + what + "?" + inLanguage, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: stop.signal, cache: "no-store" });
      let found = {};
      try { found = await reply.json(); } catch (e) { /* a proxy's own page */ }
      return { ok: reply.ok && (found.id !== undefined || found.group !== undefined), status: reply.status, body: found, wait: Number(reply.headers.get("Retry-After")) || 0 };
    } finally { clearTimeout(timer); }
  }

  function send() {
    const form = $("ask");
    problem = fsForm.problem(form);
    if (problem) { render(); scrollTo(0, 0); return; }
    const a = state.activity, k = keyOf(a);
    me.seq = Math.max(me.seq + 1, kept ? 0 : Math.floor(Date.now() / 100));
    keepText(k, form);
    me.out[k] = { id: random(), gathering: state.gathering, seq: me.seq, activity: a.id, round: a.round, respondent: me.r, group: me.group || null, unit: me.unit || null, answer: fsForm.collect(form) };
    delete me.drafts[k];
    editing = moved = me.joined = false;
    sendingSince = now();
    save();
    render();
    flush();
  }

  const fits = (k) => { const a = state.activity; return !me.out[k].late || (keyOf(a) === k && (a.open || a.late)); };

  async function flush() {
    if (busy || gone || !seated()) return;
    const waiting = Object.keys(me.out).filter(fits);
    if (!waiting.length) return;
    busy = true;
    let wait = 0;
    for (const k of waiting) {
      if (!me.out[k]) continue; // another page of this phone has sent it meanwhile
      const { late, failed, ...body } = me.out[k];
      let reply;
      try { reply = await post("answers", body); } catch (e) { reply = { status: 0, body: {} }; }
      const out = me.out[k];
      if (!out || out.id !== body.id) continue; // it was changed meanwhile; that one goes next
      wait = receipt(k, out, reply) || wait;
      save();
      if (!reply.status) break;
    }
    busy = false;
    render();
    if (Object.keys(me.out).some(fits)) setTimeout(flush, wait ? wait * 1000 : away ? 3000 + Math.random() * 2000 : 50);
  }

  function receipt(k, out, reply) { // seconds to wait before the next try, if it is to be tried again
    const reason = reply.body.reason;
    if (reply.ok) {
      delete me.out[k];
      me.sent[k] = { id: out.id, answer: out.answer, at: reply.body.at || hhmm() };
      hold(out, reply.body.receipt);
      back();
    } else if (!reply.status || reply.status === 429 || reply.status >= 500 || !reply.body.error) {
      out.failed = reply.status ? "slow" : "net";
      if (reply.status) back(); else lost();
      tried = hhmm();
      return Math.max(reply.wait || 0, 3 + Math.random() * 2);
    } else if (reason === "locked") {
      if (!out.late) poll();
      out.late = true;
    } else if (reason === "conflict") {
      out.id = random();
    } else if (reason === "group") {
      out.late = false;
      tableGone(reply.body.error);
      return 1;
    } else if (reason === "code") {
      gone = reply.body.error;
      nextPoll = now() + 3000;
    } else {
      me.drafts[k] = out.answer;
      delete me.out[k];
      problem = reply.body.error || W.refused;
      editing = true;
      scrollTo(0, 0);
    }
    return 0;
  }

  // --- after a restore: what we were told is saved, and is not there any more
  let comparing = false, nextCompare = 0, patience = 4000; // 0: nothing to ask about
  const soon = () => { nextCompare = now() + Math.random() * 2000; };
  function hold({ late, failed, ...body }, receipt) { // old gatherings give none, and take our word for it
    me.held[body.id] = { ...body, saved: receipt || new Date().toISOString() };
    for (const id of Object.keys(me.held).slice(0, -200)) delete me.held[id];
  }

  async function compare() {
    const ids = Object.keys(me.held);
    nextCompare = 0;
    if (comparing || gone || !ids.length) return;
    comparing = true;
    let left = false;
    try {
      const { body } = await post("held", { respondent: me.r, ids });
      for (const id of body.missing || [null]) {
        if (!me.held[id]) { left = left || id === null; continue; }
        let reply = await post("answers", me.held[id]);
        if (reply.body.reason === "group") {
          await tableGone("");
          reply = await post("answers", me.held[id]);
        }
        left = left || !reply.ok;
      }
    } catch (e) { left = true; }
    comparing = false;
    patience = left ? Math.min(60000, 1.5 * patience) : 4000;
    if (left) nextCompare = now() + patience * (0.8 + 0.4 * Math.random());
  }

  // A table with a name of its own that the restored gathering does not know is made once more, by one of its phones.
  let remaking = false;
  async function tableGone(sentence) {
    const old = me.group;
    if (remaking || !old) return;
    if (!/^own-/.test(old) || !me.name) { problem = sentence; unseat(); render(); return; }
    remaking = true;
    try {
      const reply = await post("seat", { respondent: me.r, name: me.name, unit: me.unit || undefined });
      if (reply.body.group) {
        me.group = reply.body.group;
        for (const body of [...Object.values(me.out), ...Object.values(me.held)]) if (body.group === old) body.group = me.group;
        save();
      } else if (reply.status < 500 && reply.status !== 429) { problem = sentence; unseat(); }
    } catch (e) { /* no contact: the next try */ }
    remaking = false;
    render();
  }

  // --- hearing what is open
  function back() {
    answered = hhmm();
    if (away) soon();
    away = false;
    awaySince = 0;
  }
  function lost() {
    away = true;
    awaySince = awaySince || now();
  }
  let source = null, heard = now(), nextPoll = 0, nextListen = 0, polling = false;

  function take(found) {
    const a = found.activity;
    if (a) {
      if (a.html) forms[a.key] = a.html;
      else if (!forms[a.key]) return poll();
      a.ends = now() + (a.seconds_left || 0) * 1000;
    }
    const before = here();
    state = Object.assign({}, state, found);
    if (found.groups && me.group && !found.groups.some((g) => g.id === me.group)) tableGone("");
    if (here() !== before) {
      moved = Boolean(!me.drafts[here()] && (moved || (me.drafts[before] && !me.sent[before])));
      editing = Boolean(me.drafts[here()] && me.sent[here()]);
      problem = "";
      if (a) me.joined = false;
    }
    render();
    if (found.groups && which() === "join" && $("group")) { fillTables($("group").value); showJoin(); }
    flush();
  }

  async function poll() {
    if (polling) return;
    polling = true;
    nextPoll = now() + 3000 + Math.random() * 2000;
    try {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 12000);
      const reply = await fetch(path + "/state?page=1&r=" + encodeURIComponent(me.r) + "&" + inLanguage, { signal: stop.signal });
      const found = await reply.json();
      clearTimeout(timer);
      polling = false;
      if (reply.status === 404 && found.reason === "code") { gone = found.error; back(); render(); return; }
      if (!reply.ok) throw new Error(found.error);
      if (!boot.state || found.gathering !== boot.state.gathering) { location.reload(); return; } // the code leads somewhere again
      if (gone) { gone = ""; rendered = ""; soon(); listen(); }
      back();
      take(found);
    } catch (e) {
      polling = false;
      lost();
      render();
    }
  }

  function listen() {
    if (gone || !window.EventSource) { heard = -1e9; return; }
    if (source) source.close();
    const mine = source = new EventSource(path + "/events?seen=" + (state.view || "") + "&" + inLanguage);
    const hear = () => { heard = now(); const was = away; back(); if (was) render(); };
    mine.addEventListener("state", (event) => {
      const found = JSON.parse(event.data);
      if (found.gathering !== state.gathering) { location.reload(); return; }
      hear();
      take(found);
    });
    mine.addEventListener("beat", () => { hear(); flush(); });
    mine.onopen = () => { hear(); soon(); };
    mine.onerror = () => {
      if (mine !== source) return;
      if (mine.readyState !== 2) { heard = Math.min(heard, now() - 17000); return; } // comes back in a moment, or we ask
      heard = -1e9; // no stream to be had: ask instead, and look for one again later
      nextListen = now() + 20000 + Math.random() * 20000;
    };
  }

  setInterval(() => {
    countdown();
    const silent = now() - heard;
    if ((silent > 20000 || gone) && now() > nextPoll) poll();
    if (nextCompare && now() > nextCompare) compare();
    if (far() && !rendered.endsWith("true]")) render();
    if (source && source.readyState === 2 && now() > nextListen) { nextListen = now() + 30000; listen(); }
    else if (source && source.readyState === 1 && silent > 45000 && now() > nextListen) { nextListen = now() + 30000; listen(); }
    if (sendingSince && now() - sendingSince > 3000 && me.out[here()] && !me.out[here()].failed && busy) {
      me.out[here()].failed = "slow";
      tried = hhmm();
      render();
    }
  }, 1000);

  const wake = () => { if (now() - heard > 16000) { listen(); poll(); } flush(); };
  addEventListener("online", () => { listen(); poll(); flush(); });
  addEventListener("offline", () => { lost(); render(); });
  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  addEventListener("storage", (event) => { if (event.key === KEY && event.newValue) { me = Object.assign(me, JSON.parse(event.newValue)); editing = editing && Boolean(me.drafts[here()]); render(); } });

  // --- hands on the page
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.id === "join") join();
    if (event.target.id === "ask" && which() === "ask") send();
  });
  document.addEventListener("click", (event) => {
    const other = event.target.closest && event.target.closest("[data-sprak]");
    if (other) { event.preventDefault(); remember(other.dataset.sprak); query.set("sprak", other.dataset.sprak); location.replace("?" + query); return; }
    const id = event.target.closest && (event.target.closest("[id]") || {}).id;
    if (id === "swap") { event.preventDefault(); switching = true; problem = ""; poll(); render(); }
    if (id === "back") { switching = false; problem = ""; render(); }
    if (id === "change") { editing = true; render(); }
    if (id === "keep") { editing = false; problem = ""; delete me.drafts[here()]; save(); render(); }
    if (id === "copy") copy(event.target.closest("[id]"));
    if (id === "try") { tried = hhmm(); poll(); flush(); render(); }
  });
  document.addEventListener("focusout", () => setTimeout(() => { if (pending && !$("view").contains(document.activeElement)) { pending = null; render(); } }));

  if (state.activity) { forms[state.activity.key] = state.activity.html; state.activity.ends = now() + (state.activity.seconds_left || 0) * 1000; }
  if (state.mode === "person" && state.units.length === 1) me.unit = state.units[0].id;
  if (!gone && me.group && state.groups && !state.groups.some((g) => g.id === me.group)) tableGone("");
  editing = Boolean(me.drafts[here()] && me.sent[here()]);
  save();
  render();
  listen();
  flush();
})();
