// The wall's page: draws the scenes, shows one after another, and says how true they are. Everything is drawn before
// it is shown: a scene's change is a change of class, and its graphs stay the same graphs from import to import.
(function () {
  "use strict";

  const PAUSE_LASTS = 5 * 60000;
  const POINTER_LASTS = 5000;
  const SMALLEST = 4.02; // vmin of the smallest text, as in wall.css

  const byId = (id) => document.getElementById(id);
  const drawn = new Map(); // each scene's section, by the scene's id
  let scenes = [];
  let at = 0;
  let shownSince = 0;
  let pausedSince = null;
  let pointerSince = null;

  function make(tag, className, ...content) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...content.filter((part) => part !== null && part !== ""));
    return made;
  }

  function badge(given) {
    const made = make("span", "badge", given.word);
    made.dataset.status = given.code;
    return made;
  }

  function share(element, value) {
    element.style.setProperty("--share", value);
    return element;
  }

  function placed(element, place) {
    if (place) element.dataset.place = place;
    return element;
  }

  function column(given) {
    const bars = given.bars.map((bar) =>
      make("li", "",
        make("span", "label", bar.label),
        share(make("span", "bar"), bar.share),
        make("span", "count", bar.count)));
    const part = make("div", "column",
      make("h2", "title", given.title),
      make("p", "figure", given.figure),
      make("p", "unit", given.unit),
      ...given.lines.map((line) => make("p", "line", line)),
      given.badge && make("p", "", badge(given.badge)),
      bars.length ? make("ul", "bars", ...bars) : null);
    return placed(part, given.place);
  }

  function bullets(scene) {
    const longest = Math.max(1.2, ...scene.bullets.map((given) => given.share || 0));
    const rows = scene.bullets.map((given) => {
      const bar = given.share === null ? null : share(make("span", "bar"), given.share / longest);
      const strip = make("span", "strip", make("span", "band"), bar, make("span", "full"));
      const label = make("span", "label", given.title);
      return placed(make("li", "", label, strip, make("span", "count", given.text), badge(given.badge)), given.place);
    });
    const list = make("ul", "bullets", ...rows);
    list.style.setProperty("--low", scene.band[0] / longest);
    list.style.setProperty("--high", scene.band[1] / longest);
    list.style.setProperty("--full", 1 / longest);
    return list;
  }

  function act(given, nth) {
    const days = [make("span", "figure", given.figure), make("span", "unit", given.unit)];
    return make(nth ? "li" : "div", nth ? "tile" : "hero",
      make("p", "countdown", ...days, badge(given.badge)),
      make("h2", "title", given.title),
      make("p", "line", given.what));
  }

  function acts(given) {
    return [act(given[0], 0), make("ul", "tiles", ...given.slice(1).map((next, nth) => act(next, nth + 1)))];
  }

  // The graphs of a scene are made once and kept: a figure is swapped in its graph.
  function graphs(picture, given) {
    while (picture.children.length > given.length) {
      Plotly.purge(picture.lastChild);
      picture.lastChild.remove();
    }
    while (picture.children.length < given.length) picture.append(make("div", "graph"));
    given.forEach((graph, nth) => {
      const place = picture.children[nth];
      if (!graph.figure) {
        Plotly.purge(place);
        place.removeAttribute("role");
        place.textContent = graph.label;
        return;
      }
      if (!place.classList.contains("js-plotly-plot")) place.textContent = "";
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", graph.label);
      const layout = { ...graph.figure.layout, width: place.clientWidth, height: place.clientHeight };
      Plotly.react(place, graph.figure.data, layout, { staticPlot: true });
    });
  }

  function draw(scene) {
    let section = drawn.get(scene.id);
    if (!section) {
      section = make("section", "scene",
        make("h1", ""), make("div", "answers"), make("div", "picture"), make("p", "note"));
      section.dataset.scene = scene.id;
      drawn.set(scene.id, section);
      byId("scenes").append(section);
    }
    const [question, answers, picture, note] = section.children;
    question.textContent = scene.question;
    answers.replaceChildren(...scene.answers.map((answer) => placed(make("p", "", answer.text), answer.place)));
    answers.classList.remove("tight");
    answers.classList.toggle("tight", answers.scrollHeight > answers.clientHeight + 1);
    note.textContent = scene.note;
    if (scene.graphs.length) graphs(picture, scene.graphs);
    else if (scene.bullets.length) picture.replaceChildren(bullets(scene));
    else if (scene.acts.length) picture.replaceChildren(...acts(scene.acts));
    else picture.replaceChildren(...scene.columns.map(column));
  }

  // Everything that the server sent, drawn in place.
  function drawAll(answer) {
    const shownId = scenes.length ? scenes[at].id : "";
    document.documentElement.dataset.bsTheme = answer.theme;
    byId("verdicts").replaceChildren(
      ...answer.verdicts.map((verdict) => make("li", "", make("span", "", verdict.name), badge(verdict.badge))));
    byId("example").hidden = !answer.example;
    byId("strips").replaceChildren(
      ...(answer.late.length ? [make("p", "late", answer.late.join(" "))] : []),
      ...(answer.notices.length ? [make("p", "", answer.notices.join(" "))] : []));
    for (const section of [...byId("scenes").children]) {
      if (!answer.scenes.some((scene) => scene.id === section.dataset.scene)) {
        section.querySelectorAll(".js-plotly-plot").forEach((graph) => Plotly.purge(graph));
        drawn.delete(section.dataset.scene);
        section.remove();
      }
    }
    answer.scenes.forEach(draw);
    scenes = answer.scenes;
    byId("age").dataset.text = answer.age;
    byId("position").replaceChildren(...scenes.map(() => make("span", "")));
    const same = scenes.findIndex((scene) => scene.id === shownId);
    if (same < 0) shownSince = performance.now();
    show(Math.max(same, 0));
  }

  function show(nth) {
    at = nth;
    scenes.forEach((scene, other) => drawn.get(scene.id).classList.toggle("shown", other === at));
    [...byId("position").children].forEach((dot, other) => dot.classList.toggle("now", other === at));
    byId("position").setAttribute("aria-label", `Scene ${at + 1} of ${scenes.length}`);
  }

  function go(steps) {
    if (!scenes.length) return;
    shownSince = performance.now();
    show((at + steps + scenes.length) % scenes.length);
  }

  function pause(on) {
    pausedSince = on ? performance.now() : null;
    shownSince = performance.now();
    byId("pause").textContent = on ? "Resume" : "Pause";
    document.body.classList.toggle("paused", on);
  }

  const write = (element, text) => element.textContent === text || (element.textContent = text);

  function changed(state) {
    const mode = watchdog.mode(state);
    const since = watchdog.timeOfDay(state.server, state.confirmed);
    const quiet = mode === "not live";
    document.body.classList.toggle("not-live", quiet);
    write(byId("state"), quiet ? `Not live${since && ` since ${since}`}` : "");
    const age = byId("age").dataset.text;
    write(byId("age"), age ? `${age}${quiet || !since ? "" : ` · checked ${since}`}` : "");
    write(byId("clock"), watchdog.timeOfDay(state.server, state.at));
  }

  function tick() {
    const now = performance.now();
    if (pausedSince !== null && now - pausedSince >= PAUSE_LASTS) pause(false);
    if (pointerSince !== null && now - pointerSince >= POINTER_LASTS) {
      pointerSince = null;
      document.body.classList.remove("pointer");
    }
    if (pausedSince !== null || !scenes.length || now - shownSince < scenes[at].seconds * 1000) return;
    if (watchdog.outdated(watch.state())) renew();
    go(1);
  }

  // Loads the page anew only once it is known to be there: an error page would never come back by itself.
  async function renew() {
    const page = await fetch(location.href, { cache: "no-store", redirect: "error" }).catch(() => null);
    if (page && page.ok) location.reload();
  }

  // The size goes with the question: figures are drawn for it.
  function address() {
    const picture = document.querySelector(".picture:has(.graph)") || document.querySelector(".picture");
    const smallest = Math.ceil(SMALLEST * Math.min(innerWidth, innerHeight) / 100);
    return `/wall/scenes/${picture.clientWidth}/${picture.clientHeight}/${smallest}${location.search}`;
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
    pointerSince = performance.now();
    document.body.classList.add("pointer");
  });
  byId("back").addEventListener("click", () => go(-1));
  byId("on").addEventListener("click", () => go(1));
  byId("pause").addEventListener("click", () => pause(pausedSince === null));

  const { build } = document.documentElement.dataset;
  const watch = watchdog.watch({ build, scenes: address, draw: drawAll, changed });
  let size = address();
  setInterval(() => {
    tick();
    if (size !== address()) watch.send("resized");
    size = address();
  }, 250);
})();
