// Hands on the page, and the start.
// A hand that presses the same spot again, since nothing seemed to happen, means what was there and not what has just come.
let last = null, again = false;
addEventListener("pointerdown", (event) => {
  again = last && now() - shown < 500 && Math.hypot(event.clientX - last[0], event.clientY - last[1]) < 30;
  last = [event.clientX, event.clientY];
}, true);
addEventListener("input", () => { shown = -1e9; }, true); // whoever fills in has seen it
addEventListener("click", (event) => { if (again && event.detail) { event.preventDefault(); event.stopPropagation(); } }, true);
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
document.addEventListener("focusout", () => setTimeout(() => fsForm.calm(() => { if (pending && !$("view").contains(document.activeElement)) { pending = null; render(); } })));

if (state.activity) { forms[state.activity.key] = state.activity.html; state.activity.ends = now() + (state.activity.seconds_left || 0) * 1000; }
if (state.mode === "person" && state.units.length === 1) me.unit = state.units[0].id;
if (!gone && me.group && state.groups && !state.groups.some((g) => g.id === me.group)) tableGone("");
editing = Boolean(me.drafts[here()] && me.sent[here()]);
save();
render();
listen();
flush();
