// How many phones are connected.

function presenceOf(page) {
  const { root, base } = page;
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
    } catch { /* the strip of contact.js says it */ }
  }
  page.every(4000, presence);
  return { presence };
}
