/* Paper: what is printed, however it is asked for, has its charts drawn for A4, its tables whole, and on every side what
   it shows and how new the data are. All of it is put in before printing, which waits for that, and taken out after. */
(() => {
  /** As wide as a side of A4 is within its margins, in px: 180 mm, and 267 mm turned round. */
  const UPRIGHT = 680;
  const TURNED = 1009;
  /** A chart's width in px before it is made smaller: to the side's width, and to less than its height. */
  const CHART = 1120;
  const HIGHEST = 640;
  const SMALLEST = 0.5;
  /** A text of so many letters takes several lines, but not as many as it has words. */
  const LONG = 30;
  const state = window.view;
  const undo = [];

  const put = (place, tag, className, text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    place.append(element);
    undo.push(() => element.remove());
    return element;
  };

  const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? "";

  /** A text as a style sheet writes it. */
  const quoted = (words) => `"${words.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ")}"`;

  /** What stands at the top and foot of every side (app.css). */
  function heads() {
    const example = text(".example:not([hidden])");
    const words = {
      "--printed-page": text("h1"),
      "--printed-data": (text("#badge") || text(".badge")) + (example && ` · ${example}`),
      "--printed-filters": text("main .shown, .for-paper"),
    };
    for (const [name, said] of Object.entries(words)) document.documentElement.style.setProperty(name, quoted(said));
  }

  /** Ask the server and wait: a browser goes on to print as soon as its scripts return. */
  let reached = true;
  function fetched(address) {
    if (!reached) return null;
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    try {
      request.send();
      return request.status === 200 ? request.responseText : null;
    } catch {
      reached = false;
      return null;
    }
  }

  function openAll() {
    for (const details of document.querySelectorAll("main details:not([open]):not(.tools details)")) {
      details.open = true;
      undo.push(() => (details.open = false));
    }
  }

  /** The chart for paper, beside the one on the screen; where the server is gone, the one on the screen. */
  function drawChart(section) {
    const chart = section.querySelector(".js-plotly-plot");
    if (!chart) return;
    const answer = fetched(state.seen(`/figure/${section.dataset.measure}`));
    const shown = () => structuredClone({ data: chart.data, layout: { ...chart.layout, height: chart.clientHeight } });
    const { data, layout } = answer ? JSON.parse(answer) : shown();
    const paper = put(section.querySelector("figure > div"), "div", "printed-chart");
    paper.dataset.theme = answer ? "light" : state.drawn.theme;
    undo.push(() => Plotly.purge(paper));
    Plotly.newPlot(paper, data, { ...layout, autosize: false, width: CHART }, { staticPlot: true });
    paper.style.zoom = Math.max(Math.min(UPRIGHT / CHART, HIGHEST / layout.height), SMALLEST);
  }

  function addTable(section, annex) {
    const { panel, measure } = section.dataset;
    const one = put(annex, "section", "printed-table");
    one.append(section.querySelector(".finding").cloneNode(true));
    one.querySelector(".finding").removeAttribute("id");
    for (const note of section.querySelectorAll(".scope .note")) one.append(note.cloneNode(true));
    put(one, "p", "note", `As a file: ${document.getElementById(`${panel}-csv`).href}`);
    const rows = put(one, "div", "");
    rows.innerHTML =
      fetched(state.seen(`/table/${measure}`, { page: "all", sort: state.sorted(panel) })) ??
      '<p class="note">The table could not be fetched.</p>';
    const table = rows.querySelector("table");
    if (!table) return;
    for (const cell of table.querySelectorAll("td:not(.number)")) {
      cell.classList.toggle("long", cell.textContent.length > LONG);
    }
    if (table.offsetWidth > UPRIGHT) one.classList.add("turned");
    if (table.offsetWidth > TURNED) table.classList.add("tight");
    if (table.offsetWidth > TURNED) table.style.zoom = TURNED / table.offsetWidth;
  }

  addEventListener("beforeprint", () => {
    restore();
    openAll();
    const parts = state?.drawn && document.querySelector("#page .parts:not([hidden], :empty)");
    if (parts) put(document.getElementById("status").parentElement, "p", "for-paper", state.drawn.filters);
    heads();
    if (!parts) return;
    reached = true;
    const panels = [...parts.querySelectorAll("[data-panel]")];
    panels.forEach(drawChart);
    const annex = put(document.getElementById("main"), "div", "annex");
    for (const panel of panels) addTable(panel, annex);
  });

  function restore() {
    while (undo.length) undo.pop()();
  }

  addEventListener("afterprint", restore);
})();
