// The wall's page: shows one scene after another, and says how true they are. Everything is drawn before it is shown: a
// scene's change is a change of class. What is critical and new comes next, whatever its place.
(function () {
  "use strict";

  const PAUSE_LASTS = 5 * 60000;
  const POINTER_LASTS = 5000;
  const MOVES = 3 * 60000; // how often the picture moves a little, so that nothing burns in
  const PLACES = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1]]; // times 0.25vmin

  const { make, badge } = wallDraw;
  const byId = (id) => document.getElementById(id);
  let scenes = [];
  let at = 0;
  let shownSince = 0;
  let pausedSince = null;
  let pointerSince = null;
  let night = null; // from when to when the screen rests
  let said = null; // what the strips say
  let urgent = false; // whether something critical is new, and comes next
  let after = null; // the scene that was shown before it

  const critical = () => scenes.find((scene) => scene.id === "attention")?.acts.map((act) => act.title + act.what) ?? [];

  function drawAll(answer) {
    const shownId = scenes.length ? scenes[at].id : "";
    const known = scenes.length ? critical() : null;
    document.documentElement.dataset.bsTheme = answer.theme;
    byId("verdicts").replaceChildren(
      ...answer.verdicts.map((verdict) => make("li", "", make("span", "", verdict.name), badge(verdict.badge))));
    byId("example").hidden = !answer.example;
    byId("age").dataset.text = answer.age;
    byId("age").textContent ||= answer.age; // before it is known how much room there is
    night = answer.night;
    said = { late: answer.late.map((given) => given.text), notices: answer.notices };
    strips();
    wallDraw.all(answer);
    scenes = answer.scenes;
    if (known && critical().some((act) => !known.includes(act))) urgent = true;
    byId("position").replaceChildren(...scenes.map(() => make("span", "")));
    const same = scenes.findIndex((scene) => scene.id === shownId);
    if (same < 0) shownSince = watch.at();
    show(Math.max(same, 0));
  }

  // What must be known of the figures, above every scene.
  function strips() {
    const off = watchdog.clockOff(watch.state());
    const wrong = `This screen’s clock is ${lasts(Math.abs(off))} ${off > 0 ? "fast" : "slow"}: set it right.`;
    const parts = [["late", said.late], ["wrong", off ? [wrong] : []], ["", said.notices]];
    const text = JSON.stringify(parts);
    if (text === byId("strips").dataset.text) return;
    byId("strips").dataset.text = text;
    byId("strips").replaceChildren(
      ...parts.filter(([, texts]) => texts.length).map(([name, texts]) => make("p", name, texts.join(" "))));
  }

  // From two minutes on, in the unit that says it best.
  function lasts(minutes) {
    if (minutes < 120) return `${minutes} minutes`;
    return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 60 / 24)} days`;
  }

  function show(nth) {
    at = nth;
    scenes.forEach((scene, other) => wallDraw.section(scene.id).classList.toggle("shown", other === at));
    [...byId("position").children].forEach((dot, other) => dot.classList.toggle("now", other === at));
    byId("position").setAttribute("aria-label", `Scene ${at + 1} of ${scenes.length}`);
  }

  function go(steps) {
    if (!scenes.length) return;
    shownSince = watch.at();
    show((at + steps + scenes.length) % scenes.length);
  }

  // At a scene's end.
  function turn() {
    const attention = scenes.findIndex((scene) => scene.id === "attention");
    const before = scenes[at].id;
    if (urgent && attention >= 0 && attention !== at) {
      go(attention - at);
      after = before;
    } else {
      const back = scenes.findIndex((scene) => scene.id === after);
      go(before === "attention" && back >= 0 ? back - at + 1 : 1);
      after = null;
    }
    urgent = false;
  }

  function pause(on) {
    pausedSince = on ? watch.at() : null;
    shownSince = watch.at();
    byId("pause").textContent = on ? "Resume" : "Pause";
    document.body.classList.toggle("paused", on);
  }

  const write = (element, text) => element.textContent === text || (element.textContent = text);
  const mark = (name, on) => document.body.classList.toggle(name, on);

  function changed(state) {
    const mode = watchdog.mode(state);
    const since = watchdog.since(state);
    const time = watchdog.timeOfDay(state.server, state.at);
    const quiet = mode === "not live";
    mark("not-live", quiet);
    mark("ended", mode === "ended");
    mark("resting", watchdog.within(night, time));
    byId("ended").hidden = mode !== "ended";
    write(byId("ended-since"), since && `Its last figures were those of ${since}.`);
    write(byId("state"), quiet ? `Not live${since && ` since ${since}`}` : "");
    const age = byId("age").dataset.text;
    write(byId("age"), age ? `${age}${quiet || !since ? "" : `, checked ${since}`}` : "");
    write(byId("clock"), time);
    if (said) strips();
  }

  function tick() {
    const now = watch.at();
    const [right, down] = PLACES[Math.floor(now / MOVES) % PLACES.length];
    document.body.style.setProperty("--right", `${right * 0.25}vmin`);
    document.body.style.setProperty("--down", `${down * 0.25}vmin`);
    if (pausedSince !== null && now - pausedSince >= PAUSE_LASTS) pause(false);
    if (pointerSince !== null && now - pointerSince >= POINTER_LASTS) {
      pointerSince = null;
      mark("pointer", false);
    }
    const resting = document.body.classList.contains("resting");
    if (pausedSince !== null || !scenes.length || now - shownSince < scenes[at].seconds * 1000) return;
    watch.send("turned");
    if (resting) shownSince = now;
    else turn();
  }

  // The size goes with the question: figures are drawn for it.
  function address() {
    const picture = document.querySelector(".picture:has(.graph)") || document.querySelector(".picture");
    const smallest = Math.ceil(wallSize.apply().px);
    const [width, height] = [picture.clientWidth, picture.clientHeight].map((px) => Math.max(px, 1));
    return `/wall/scenes/${width}/${height}/${smallest}${location.search}`;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === " " && !event.target.closest("button")) pause(pausedSince === null);
    else if (event.key === "ArrowRight") go(1);
    else if (event.key === "ArrowLeft") go(-1);
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointermove", () => {
    pointerSince = watch.at();
    mark("pointer", true);
  });
  byId("back").addEventListener("click", () => go(-1));
  byId("on").addEventListener("click", () => go(1));
  byId("pause").addEventListener("click", () => pause(pausedSince === null));

  const { build } = document.documentElement.dataset;
  let size = address();
  const watch = watchdog.watch({ build, scenes: address, draw: drawAll, changed, reload: () => location.reload() });
  setInterval(() => {
    tick();
    if (size !== address()) watch.send("resized");
    size = address();
  }, 250);
})();
