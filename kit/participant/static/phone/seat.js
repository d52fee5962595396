// Sitting down: a table from the list, or one of our own, and the unit where it is not clear.
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

let joining = false;
async function join() {
  if (joining) return; // the same tap once more
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
    joining = true;
    render();
    try { reply = await post("seat", body); } catch (e) { reply = { body: {} }; }
    joining = false;
    if (!reply.ok) {
      problem = reply.body.error || W.no_join;
      if (reply.body.reason === "name" || reply.body.reason === "group") poll(); // the list knows the tables of now
      return render();
    }
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
