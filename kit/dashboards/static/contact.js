// Contact with the server: says so when it is lost, and shows how many phones are there.

function contactOf(page) {
  const { root, base } = page;
  const offline = root.querySelector(".fs-offline");

  let lost = 0; // when contact was lost
  async function beat() {
    if (!root.isConnected) return;
    try {
      const answer = await fetch(base + "healthz", { cache: "no-store", signal: AbortSignal.timeout ? AbortSignal.timeout(4000) : undefined });
      if (!answer.ok) throw new Error(String(answer.status));
      if (lost) { lost = 0; offline.hidden = true; }
    } catch {
      if (!root.isConnected) return;
      if (!lost) {
        lost = Date.now();
        const at = new Date(lost);
        offline.innerHTML = "";
        const p = document.createElement("p");
        p.textContent = (page.words().offline || "").replace("{time}", `${String(at.getHours()).padStart(2, "0")}.${String(at.getMinutes()).padStart(2, "0")}`);
        const b = document.createElement("button");
        b.className = "fs-btn fs-small";
        b.type = "button";
        b.textContent = page.words().reload || "";
        b.onclick = () => location.reload();
        offline.append(p, b);
      }
      offline.hidden = false;
    }
  }
  async function presence() {
    const spot = root.querySelector("[data-presence]");
    if (!spot || !root.isConnected) return;
    if (spot.asked && Date.now() - spot.asked < 4000) return;
    spot.asked = Date.now();
    try {
      const answer = await fetch(`${base}delta/${spot.dataset.presence}/presence`, { cache: "no-store" });
      if (!answer.ok) return;
      const { connected } = await answer.json();
      spot.textContent = (spot.dataset.text || "{n}").replace("{n}", connected);
    } catch { /* the offline panel says it */ }
  }
  page.every(4000, () => { beat(); presence(); });

  return { presence };
}
