/* What pages do by themselves: arrive, say what they show, open their tables, give links. */
(() => {
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  const state = window.view;
  const tables = new Map();
  let first = true;
  let findings = [];

  const say = (text) => clientside.set_props("status", { children: text });
  const afterPainting = (run) => requestAnimationFrame(() => setTimeout(run, 0));

  const url = (path, query, more = {}) => {
    const all = new URLSearchParams(query);
    for (const [name, value] of Object.entries(more)) if (value) all.set(name, value);
    return path + (all.size ? `?${all}` : "");
  };

  /** An address under the filters that are shown; `seen` holds it to the day and the import that were drawn. */
  state.under = (path, more = {}) => url(path, state.drawn.canonical, more);
  state.seen = (path, more = {}) => state.under(path, { as_of: state.drawn.day, known_at: state.drawn.import, ...more });
  state.sorted = (panel) => tables.get(panel)?.sort;

  /** A table that fits its place scrolls nowhere: it is no stop of the Tab key. */
  const rooms = new ResizeObserver((places) => {
    for (const { target } of places) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  });

  async function fetchTable(panel) {
    const shown = tables.get(panel);
    const place = document.getElementById(`${panel}-table`);
    const measure = place.closest("[data-measure]").dataset.measure;
    const asked = (shown.asked = state.under(`/table/${measure}`, { sort: shown.sort, page: shown.page }));
    try {
      const response = await fetch(asked, { signal: AbortSignal.timeout(20000) });
      if (!response.ok) throw new Error(response.status);
      const text = await response.text();
      if (shown.asked !== asked) return;
      const held = document.activeElement;
      const again = place.contains(held) && (held.dataset.sort ? "sort" : held.dataset.page ? "page" : "scroll");
      const name = held?.dataset?.sort?.replace("-", "");
      const label = held?.textContent;
      const aside = place.querySelector(".scroll")?.scrollLeft ?? 0;
      place.innerHTML = text;
      const scroller = place.querySelector(".scroll");
      scroller.scrollLeft = aside;
      rooms.observe(scroller);
      if (!again) return;
      const buttons = [...place.querySelectorAll("button:not([disabled])")];
      const same = buttons.find((button) =>
        again === "sort" ? button.dataset.sort?.replace("-", "") === name : button.dataset.page && button.textContent === label,
      );
      (same ?? scroller).focus();
    } catch {
      if (shown.asked === asked) place.textContent = "The table could not be fetched. Close it and open it again.";
    }
  }

  function toggleTable(panel, open) {
    const place = document.getElementById(`${panel}-table`);
    document.querySelector(`[data-table="${panel}"]`)?.setAttribute("aria-expanded", String(open));
    place.hidden = !open;
    if (open) {
      tables.set(panel, { sort: "", page: "" });
      fetchTable(panel);
    } else {
      tables.delete(panel);
    }
  }

  /** What a calendar follows: which contracts, and never a day or a period that stands still. */
  const CALENDAR = ["authority", "provider", "service", "route"];

  function linkTo(what) {
    if (what === "calendar") {
      const kept = [...new URLSearchParams(state.drawn.canonical)].filter(([name]) => CALENDAR.includes(name));
      return location.origin + url("/contracts.ics", kept);
    }
    return location.origin + (what === "seen" ? state.seen : state.under)(location.pathname);
  }

  async function copyLink(what) {
    const link = linkTo(what);
    const name = what === "calendar" ? "Calendar address" : "Link";
    try {
      await navigator.clipboard.writeText(link);
      say(`${name} copied.`);
    } catch {
      say(`Copy this ${name.toLowerCase()}: ${link}`);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a.skip");
    if (!button) return;
    const { table, image, copy, sort, page } = button.dataset;
    const panel = button.closest("[data-panel]")?.dataset.panel;
    if (button.className === "skip") {
      event.preventDefault();
      document.getElementById("main").focus();
    } else if (table) {
      toggleTable(table, button.getAttribute("aria-expanded") !== "true");
    } else if (image) {
      window.picture.save(image).catch(() => say("The picture could not be made. Try again."));
    } else if (copy) {
      copyLink(copy);
    } else if (sort) {
      Object.assign(tables.get(panel), { sort, page: "" });
      fetchTable(panel);
    } else if (page) {
      tables.get(panel).page = page;
      fetchTable(panel);
    }
  });

  /** A column of names, and the row of headings, are one stop of the Tab key each: the arrow keys move within. */
  const MOVES = {
    ArrowUp: ["tbody a", -1], ArrowDown: ["tbody a", 1], ArrowLeft: ["thead button", -1], ArrowRight: ["thead button", 1],
  };
  document.addEventListener("keydown", (event) => {
    const [kind, step] = MOVES[event.key] ?? [];
    const from = step && event.target.closest(`.rows ${kind}`);
    if (!from) return;
    event.preventDefault();
    const all = [...from.closest("table").querySelectorAll(kind)];
    const to = all[all.indexOf(from) + step];
    if (!to) return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });

  // Dash copies a zoom into the figure's own layout: Plotly would then take it for the server's, and the next drawing
  // would undo it. Left to itself Plotly keeps the zoom as long as the question is the same (uirevision).
  const leaveZoomAlone = ({ target }) => target.closest(".js-plotly-plot")?.removeAllListeners("plotly_relayout");
  document.addEventListener("pointerdown", leaveZoomAlone, true);

  function fillLists(drawn) {
    if (!drawn.providers) return;
    state.listed = drawn.import;
    clientside.set_props("providers-list", {
      children: drawn.providers.map(([id, name]) => ({
        namespace: "dash_html_components",
        type: "Option",
        props: { value: name, "data-id": id },
      })),
    });
    clientside.set_props("known_at", {
      options: [
        { value: "any", label: "Newest" },
        ...drawn.imports.map(([number, when]) => ({ value: String(number), label: `${number}, of ${when}` })),
      ],
    });
  }

  /** Says once what a drawing shows, or what a new import has changed. */
  function tell(drawn, before) {
    const told = findings;
    const sentences = document.querySelectorAll("#page .finding > span, #page .finding:not(:has(span))");
    findings = [...new Set([...sentences].map((sentence) => sentence.textContent.trim()))];
    const same = before && before.path === drawn.path && before.query === drawn.query;
    if (same && before.import !== drawn.import) {
      const changed = findings.filter((finding) => !told.includes(finding));
      const rest = changed.length > 3 ? ` And ${changed.length - 3} more.` : "";
      const what = changed.length ? changed.slice(0, 3).join(" ") + rest : "What is found is as before.";
      say(`Import ${drawn.import} is in. ${what}`);
    } else if (!same) {
      say(drawn.shown);
    }
  }

  clientside.panels = {
    /** A page has arrived: its title, its link marked, and, but for the first, the focus on its heading. */
    arrived(children) {
      if (!children) return;
      tables.clear();
      afterPainting(() => {
        const heading = document.querySelector("#page h1");
        if (!heading) return;
        document.title = `${heading.textContent} – ${document.querySelector(".tool").textContent}`;
        for (const link of document.querySelectorAll("a[id^='to-']")) {
          if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "page");
          else link.removeAttribute("aria-current");
        }
        if (first && matchMedia("(max-width: 45rem)").matches) document.getElementById("filters").open = false;
        if (!first) heading.focus();
        first = false;
      });
    },

    /** A page has been drawn: the badge, the lists, the status line, and the tables that are open. */
    drawn(drawn) {
      if (!drawn) return;
      const before = state.drawn;
      state.drawn = drawn;
      clientside.set_props("badge", { children: drawn.badge });
      clientside.set_props("snapshot", { href: state.under("/snapshot.zip") });
      clientside.set_props("example", { hidden: !drawn.example });
      fillLists(drawn);
      window.planner.show();
      window.live.show();
      afterPainting(() => {
        tell(drawn, before);
        const asked = before && before.canonical === drawn.canonical;
        for (const [panel, shown] of tables) {
          if (asked && before.import === drawn.import && before.day === drawn.day) continue;
          if (!asked) shown.page = "";
          fetchTable(panel);
        }
        for (const panel of document.querySelectorAll('[data-opened="true"]')) {
          panel.dataset.opened = "done";
          toggleTable(panel.dataset.panel, true);
        }
      });
    },
  };
})();
