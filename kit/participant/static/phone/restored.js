// After a restore: what we were told is saved, and is not there any more.
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
  if (!/^own-/.test(old) || !me.name) { problem = sentence; unseat(); settle(); return; }
  remaking = true;
  try {
    const reply = await post("seat", { respondent: me.r, name: me.name, unit: me.unit || undefined });
    if (reply.body.group) {
      me.group = reply.body.group;
      for (const body of [...Object.values(me.out), ...Object.values(me.held)]) if (body.group === old) body.group = me.group;
      for (const sent of Object.values(me.sent)) if (sent.seat === old) sent.seat = me.group;
      save();
    } else if (reply.status < 500 && reply.status !== 429) { problem = sentence; unseat(); }
  } catch (e) { /* no contact: the next try */ }
  remaking = false;
  settle();
}
