// Hearing what is open: the event stream, or asking now and then where there is none.
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

const take = (found) => fsForm.calm(() => news(found)); // the question stays under the finger that is on it
function news(found) {
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
    if (reply.status === 404 && found.reason === "code") { gone = found.error; back(); settle(); return; }
    if (!reply.ok) throw new Error(found.error);
    if (!boot.state || found.gathering !== boot.state.gathering) { location.reload(); return; } // the code leads somewhere again
    if (gone) { gone = ""; rendered = ""; soon(); listen(); }
    back();
    take(found);
  } catch (e) {
    polling = false;
    lost();
    settle();
  }
}

function listen() {
  if (gone || !window.EventSource) { heard = -1e9; return; }
  if (source) source.close();
  const mine = source = new EventSource(path + "/events?seen=" + (state.view || "") + "&" + inLanguage);
  const alive = () => { heard = now(); const was = away; back(); if (was) settle(); };
  mine.addEventListener("state", (event) => {
    const found = JSON.parse(event.data);
    if (found.gathering !== state.gathering) { location.reload(); return; }
    alive();
    take(found);
  });
  mine.addEventListener("beat", () => { alive(); flush(); });
  mine.onopen = () => { alive(); soon(); };
  mine.onerror = () => {
    if (mine !== source) return;
    if (mine.readyState !== 2) { heard = Math.min(heard, now() - 17000); return; } // comes back in a moment, or we ask
    heard = -1e9; // no stream to be had: ask instead, and look for one again later
    nextListen = now() + 20000 + Math.random() * 20000;
  };
}

setInterval(() => {
  fsForm.calm(countdown);
  if (Math.abs(skew() - awake) > 2000) wake();
  const silent = now() - heard;
  if ((silent > 20000 || gone) && now() > nextPoll) poll();
  if (nextCompare && now() > nextCompare) compare();
  if (far() && !rendered.endsWith("true]")) settle();
  if (source && source.readyState === 2 && now() > nextListen) { nextListen = now() + 30000; listen(); }
  else if (source && source.readyState === 1 && silent > 45000 && now() > nextListen) { nextListen = now() + 30000; listen(); }
  if (sendingSince && now() - sendingSince > 3000 && me.out[here()] && !me.out[here()].failed && busy) {
    me.out[here()].failed = "slow";
    tried = hhmm();
    settle();
  }
}, 1000);

const skew = () => Date.now() - now(); // grows while the phone sleeps: the page's own clock stands still then
let awake = skew();
function wake() {
  const slept = Math.abs(skew() - awake);
  awake = skew();
  if (slept + now() - heard > 16000) listen();
  poll(); // also for the time that is left
  flush();
}
function reread() { // another page of this phone has written, or this one was put aside meanwhile
  if (!kept) return;
  const k = here(), before = JSON.stringify(me.drafts[k]);
  try { me = Object.assign(me, JSON.parse(localStorage.getItem(KEY))); } catch (e) { return; }
  editing = editing && Boolean(me.drafts[k]);
  settle();
  fsForm.calm(() => { if (which() === "ask" && $("ask") && here() === k && JSON.stringify(me.drafts[k]) !== before) fsForm.fill($("ask"), me.drafts[k]); });
}
addEventListener("online", () => { listen(); poll(); flush(); });
addEventListener("offline", () => { lost(); settle(); });
addEventListener("pageshow", (event) => { if (event.persisted) { reread(); wake(); } });
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
addEventListener("storage", (event) => { if (event.key === KEY && event.newValue) reread(); });
