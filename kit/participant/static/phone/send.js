// Sending, exactly once: the id is made here and goes along again until there is a receipt.
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

let nextFlush = 0;
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
  settle();
  clearTimeout(nextFlush);
  if (Object.keys(me.out).some(fits)) nextFlush = setTimeout(flush, wait ? wait * 1000 : away ? 3000 + Math.random() * 2000 : 50);
}

function receipt(k, out, reply) { // seconds to wait before the next try, if it is to be tried again
  const reason = reply.body.reason;
  if (reply.ok) {
    delete me.out[k];
    me.sent[k] = { id: out.id, answer: out.answer, at: reply.body.at || hhmm(), seat: state.mode === "person" ? out.unit : out.group };
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
    me.drafts[k] = me.drafts[k] || out.answer; // it may have been changed already
    delete me.out[k];
    problem = reply.body.error || W.refused;
    editing = true;
    scrollTo(0, 0);
  }
  return 0;
}
