/* New data show by themselves: the version is asked for every few seconds, and only a change makes a page draw. */
(() => {
  const EVERY = 3000;
  const HIDDEN = 15000;
  const LONGEST = 20000;
  const MOST_SELDOM = 60000;
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  const state = window.view;

  let build = null;
  let paused = false;
  let failures = 0;
  let reached = new Date();
  let asked = null;
  let timer = null;
  let busy = false;

  try {
    paused = localStorage.getItem("paused") === "yes";
  } catch {
    // A browser that keeps nothing begins live.
  }

  const clock = (when) => when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  function show() {
    if (!state.drawn) return;
    const live = state.drawn.live;
    const lost = failures ? `Not live since ${clock(reached)}` : "";
    const text = lost || (live ? (paused ? "paused" : "live") : "");
    clientside.set_props("liveness", { children: text && ` · ${text}` });
    clientside.set_props("pause", { hidden: !live, children: paused ? "Resume" : "Pause" });
  }

  /** Ask for a drawing: the store `live` is part of the view. Asked in vain it is asked again, ever more seldom. */
  function ask(version) {
    const now = Date.now();
    const again = asked && asked.import === version.import && asked.day === version.day;
    const times = again ? asked.times + 1 : 0;
    if (again && now - asked.at < Math.min(EVERY * 2 ** times, MOST_SELDOM)) return;
    asked = { ...version, at: now, times };
    clientside.set_props("live", { data: { ...version, ...(again ? { again: now } : {}) } });
    if (times > 1) clientside.set_props("status", { children: "This could not be drawn yet; it is tried again." });
  }

  function compare(version) {
    const drawn = state.drawn;
    if (!drawn || !state.wanted) return;
    const lost = drawn.path !== location.pathname && Date.now() - state.moved > LONGEST;
    // What was asked for just now is on its way.
    const due = Date.now() - state.asked >= EVERY;
    const other = due && ["query", "theme", "room"].some((name) => drawn[name] !== state.wanted[name]);
    const newer = drawn.live && (drawn.import < version.import || drawn.day !== version.day);
    if (lost) location.reload();
    else if (other || newer) ask(version);
    else asked = null;
  }

  async function tick() {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    try {
      const response = await fetch("/version", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if (!response.ok) throw new Error(response.status);
      const version = await response.json();
      failures = 0;
      reached = new Date();
      if (build && build !== version.build) location.reload();
      build = version.build;
      if (!paused) compare({ import: version.import, day: version.now.slice(0, 10) });
    } catch {
      failures += 1;
    }
    busy = false;
    show();
    const wait = document.hidden ? HIDDEN : EVERY;
    timer = setTimeout(tick, failures ? Math.min(wait * 1.5 ** failures, LONGEST) : wait);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) tick();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#pause")) return;
    paused = !paused;
    try {
      localStorage.setItem("paused", paused ? "yes" : "no");
    } catch {
      // It is then paused for this page alone.
    }
    show();
    if (!paused) tick();
  });

  window.live = { show };

  timer = setTimeout(tick, EVERY);
})();
