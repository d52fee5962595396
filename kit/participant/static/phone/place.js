// Where the phone is: the gathering's state as last heard, and which view that makes.
let state = boot.state || { gathering: KEY.slice(11), mode: "group", groups: [], units: [], activity: null };
let switching = false, editing = false, away = false, busy = false, gone = boot.gone || "";
let answered = hhmm(), awaySince = 0; // when the server was last heard, and since when it is not
let problem = "", moved = false, tried = "", seenOpen = "", sendingSince = 0, pending = null;
let rendered = "", shown = 0; // what is on the screen, and since when
const forms = {};
const keyOf = (a) => (a ? a.id + ":" + a.round : "");
const here = () => keyOf(state.activity);
const seated = () => (state.mode === "person" ? state.units.length < 2 || me.unit !== undefined : Boolean(me.group));
const seat = () => (state.mode === "person" ? me.unit || null : me.group || null);
const sentHere = (k) => { const sent = me.sent[k]; return sent && (sent.seat === undefined || sent.seat === seat()) ? sent : undefined; }; // what was sent from another table is not this one's
const unseat = () => { me.group = null; save(); };

function which() {
  if (gone) return "gone";
  if (!seated() || switching) return "join";
  const a = state.activity;
  if (!a) return "wait";
  const k = keyOf(a), out = me.out[k], sent = sentHere(k), draft = me.drafts[k];
  if (out && !editing) return out.late && !a.open && !a.late ? "toolate" : out.failed ? "unsent" : "sending";
  if (a.open || (a.late && draft && !sent)) return editing || !sent ? "ask" : "done";
  if (out) return "toolate";
  return sent || draft || seenOpen === k ? "locked" : "wait";
}
