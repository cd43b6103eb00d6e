/* Put into every page before its own scripts: times drawings, and keeps the figures that were drawn. */
(() => {
  let plotly = null;
  let pending = 0;
  const drawn = new Map();

  /** Plotly as it is, but for `react`, which also notes what it draws. */
  const watched = (library) =>
    Object.create(library, {
      react: {
        value: async (chart, figure) => {
          pending += 1;
          try {
            return await library.react(chart, figure);
          } finally {
            pending -= 1;
            drawn.set(chart, { figure, at: performance.now() });
          }
        },
      },
    });

  Object.defineProperty(window, "Plotly", {
    get: () => plotly && watched(plotly),
    set: (library) => (plotly = library),
  });

  const frame = () => new Promise(requestAnimationFrame);

  async function until(met) {
    while (!met()) await frame();
    return performance.now();
  }

  const graphs = () => [...document.querySelectorAll(".dash-graph")];
  const chart = (graph) => drawn.get(graph.querySelector(".js-plotly-plot"));

  function choose(id, value) {
    const control = document.getElementById(id);
    if (control.tagName !== "SELECT") return control.querySelector(`input[value="${value}"]`).click();
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(control, value);
    return control.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const bytes = (kinds) =>
    kinds.flatMap((kind) => performance.getEntriesByType(kind)).filter(({ name }) => !name.endsWith("/version"));

  window.bench = {
    /** Milliseconds from the start of the navigation until every chart is drawn. */
    async load() {
      // Before its data are there a chart is drawn empty; one that stays empty is done after a second.
      const done = ({ figure, at } = { figure: { data: [] }, at: Infinity }) =>
        figure.data.length > 0 || performance.now() - at > 1000;
      await until(() => window.view?.drawn && !pending && graphs().length && graphs().every((graph) => done(chart(graph))));
      return Math.max(...graphs().map((graph) => chart(graph).at));
    },

    /** Requests and bytes over the wire so far. */
    fetched() {
      const all = bytes(["navigation", "resource"]);
      return [all.length, all.reduce((sum, { transferSize }) => sum + transferSize, 0)];
    },

    /** Milliseconds and bytes from a filter's change until every chart is drawn again. */
    async change(id, value) {
      performance.clearResourceTimings();
      const before = window.view.drawn;
      const begun = performance.now();
      choose(id, value);
      const ended = await until(
        () =>
          window.view.drawn !== before &&
          window.view.drawn.query === location.search.slice(1) &&
          !pending &&
          graphs().every((graph) => chart(graph).at > begun),
      );
      const answer = bytes(["resource"]).find(({ name }) => name.includes("/_dash-update-component"));
      return [ended - begun, answer?.transferSize ?? 0];
    },

    /** Milliseconds that Plotly alone takes to draw the same figures once more. */
    async react() {
      const again = [...drawn]
        .filter(([chart]) => chart.isConnected)
        .map(([chart, { figure: { data, layout, config } }]) => [chart, structuredClone({ data, layout, config })]);
      await frame();
      const begun = performance.now();
      await Promise.all(again.map(([chart, figure]) => plotly.react(chart, figure)));
      await frame();
      return performance.now() - begun;
    },

    /** Milliseconds until the floor's empty callback shows its answer. */
    async ask(number) {
      const answer = () => document.getElementById("answer")?.textContent;
      // Dash listens once it has drawn its first answer.
      await until(answer);
      const begun = performance.now();
      window.dash_clientside.set_props("asked", { data: number });
      return (await until(() => answer() === String(number))) - begun;
    },
  };
})();
