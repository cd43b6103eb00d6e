// Draws the wall's scenes, each in a section of its own. Graphs are made once and kept: figures are swapped in them.
(function () {
  "use strict";

  const LOW = 8.8; // a graph needs so many times the size of its text: its title, key and axis, and three lines

  const drawn = new Map(); // each scene's section, by the scene's id

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

  // What may be left out where there is no room, the highest number first.
  function spare(element, order) {
    element.dataset.spare = order;
    return element;
  }

  function column(given) {
    const bars = given.bars.map((bar, nth) =>
      spare(make("li", "",
        make("span", "label", bar.label),
        share(make("span", "bar"), bar.share),
        make("span", "count", bar.count)), nth));
    const figure = make("p", "figure", given.figure);
    figure.style.setProperty("--letters", Math.max(given.figure.replace("%", "mm").length, 3));
    const part = make("div", "column",
      make("h2", "title", given.title),
      figure,
      make("p", "unit", given.unit),
      given.badge && spare(make("p", "", badge(given.badge)), 1), // it stands above every scene
      ...given.lines.map((line, nth) => spare(make("p", "line", line), nth + 1)),
      bars.length ? make("ul", "bars", ...bars) : null);
    return placed(part, given.place);
  }

  function bullets(scene) {
    const longest = Math.max(1.2, ...scene.bullets.map((given) => given.share || 0));
    const rows = scene.bullets.map((given, nth) => {
      const bar = given.share === null ? null : share(make("span", "bar"), given.share / longest);
      const strip = make("span", "strip", make("span", "band"), bar, make("span", "full"));
      const label = make("span", "label", given.title);
      const row = make("li", "", label, strip, make("span", "count", given.text), badge(given.badge));
      return spare(placed(row, given.place), nth);
    });
    const list = make("ul", "bullets", ...rows);
    list.style.setProperty("--low", scene.band[0] / longest);
    list.style.setProperty("--high", scene.band[1] / longest);
    list.style.setProperty("--full", 1 / longest);
    return list;
  }

  function act(given, nth) {
    const status = given.badge && spare(badge(given.badge), 1);
    const days = [make("span", "figure", given.figure), make("span", "unit", given.unit), status];
    const part = make(nth ? "li" : "div", nth ? "tile" : "hero",
      make("p", "countdown", ...days),
      make("h2", "title", given.title),
      make("p", "line", given.what));
    return nth ? spare(part, nth) : part;
  }

  function acts(given) {
    return [act(given[0], 0), make("ul", "tiles", ...given.slice(1).map((next, nth) => act(next, nth + 1)))];
  }

  // A place for each graph.
  function places(picture, scene) {
    while (picture.children.length > scene.graphs.length) {
      Plotly.purge(picture.lastChild);
      picture.lastChild.remove();
    }
    while (picture.children.length < scene.graphs.length) picture.append(make("div", "graph"));
    scene.graphs.forEach((_, nth) => placed(picture.children[nth], scene.answers[nth].place));
  }

  function graphs(picture, scene) {
    scene.graphs.forEach((graph, nth) => {
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

  const overflows = (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;

  // Nothing scrolls and nothing is cut: what there is no room for is left out, the least first, until it fits. A picture
  // without room leaves it to the answers.
  function fit(section) {
    const [, answers, picture, note] = section.children;
    const spares = [...picture.querySelectorAll("[data-spare]")];
    const graphs = [...picture.querySelectorAll(".graph")];
    const parts = [section, picture, ...picture.querySelectorAll(".column, .bullets, .hero, .tiles, .tile")];
    const { px } = wallSize.apply();
    const low = () => graphs.some((graph) => graph.clientHeight < LOW * px);
    const without = (order) => () => spares.forEach((part) => { part.hidden ||= Number(part.dataset.spare) >= order; });
    const tight = () => answers.classList.add("tight");
    const noteless = () => { note.hidden = picture.querySelector(".hero") !== null; };

    answers.classList.remove("tight");
    section.classList.remove("words");
    note.hidden = picture.hidden = false;
    spares.forEach((part) => { part.hidden = false; });
    if (overflows(answers)) tight();
    const silent = () => { note.hidden = true; };
    for (const step of [...[4, 3, 2].map(without), tight, noteless, without(1), silent]) {
      if (!parts.some(overflows) && !low()) break;
      step();
    }
    const wordy = low() || parts.some(overflows);
    section.classList.toggle("words", wordy);
    picture.hidden = wordy && !graphs.length;
  }

  function draw(scene, late, reported) {
    let section = drawn.get(scene.id);
    if (!section) {
      section = make("section", "scene",
        make("div", "top", make("h1", ""), make("p", "reported")),
        make("div", "answers"), make("div", "picture"), make("p", "note"));
      section.dataset.scene = scene.id;
      drawn.set(scene.id, section);
      document.getElementById("scenes").append(section);
    }
    const [top, answers, picture, note] = section.children;
    top.children[0].textContent = scene.question;
    top.children[1].textContent = reported;
    answers.replaceChildren(...scene.answers.map((answer) => placed(make("p", "", answer.text), answer.place)));
    note.textContent = scene.note;
    if (scene.graphs.length) places(picture, scene);
    else if (scene.bullets.length) picture.replaceChildren(bullets(scene));
    else if (scene.acts.length) picture.replaceChildren(...acts(scene.acts));
    else picture.replaceChildren(...scene.columns.map(column));
    hatch(picture, late);
    fit(section);
    graphs(picture, scene);
  }

  // Hours that are later than their source's rhythm: hatched, and so are those of several authorities, one of them late.
  function hatch(picture, late) {
    const places = late.flatMap((given) => given.places.map(String));
    for (const part of picture.querySelectorAll(".column, .graph, .bullets > li")) {
      const { place } = part.dataset;
      part.classList.toggle("hatched", place ? places.includes(place) : places.length > 0);
    }
  }

  // Draws all scenes of an answer, and takes away those that are not in it.
  function drawAll(answer) {
    for (const section of [...document.getElementById("scenes").children]) {
      if (!answer.scenes.some((scene) => scene.id === section.dataset.scene)) {
        section.querySelectorAll(".js-plotly-plot").forEach((graph) => Plotly.purge(graph));
        drawn.delete(section.dataset.scene);
        section.remove();
      }
    }
    answer.scenes.forEach((scene) => draw(scene, answer.late, answer.reported));
  }

  globalThis.wallDraw = { make, badge, all: drawAll, section: (id) => drawn.get(id) };
})();
