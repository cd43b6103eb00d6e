// The wall's watchdog: knows whether the picture is true, and keeps it so by itself.
//
// `step` is the whole of it: the state and what happened give the next state and what to do. It asks /version every
// 3 seconds; a new import, a picture past its day or a new size makes it ask for the scenes. Never more than one
// request is in flight. It is late where the picture says so, and not live when nothing has confirmed the picture for
// 15 seconds; then it goes on asking, ever more slowly. A new build is taken up between two scenes.
(function () {
  "use strict";

  const EVERY = 3000;
  const SLOWEST = 30000;
  const PATIENCE = 15000;
  const LONGEST = { version: 10000, scenes: 30000 };

  // Times are milliseconds of a clock that never jumps; `build` is that of the page itself.
  function begin(build, at) {
    return {
      build,
      at,
      asking: null, // what is asked, and since when
      next: at, // when to ask next
      wait: EVERY, // how long after a failure
      shown: null, // the picture on the screen: its import, until when it holds, and whether it says that data are late
      redraw: true, // whether another picture is needed whatever the version
      size: 0, // counts the sizes that the screen has had
      confirmed: at, // when the picture was last known to be the newest
      server: null, // the server's clock, and when it was read
      newBuild: false,
    };
  }

  // Events: tick · version {import, build, now} · scenes {import, build, now, until, late} · failed · resized · woken;
  // each with `at`. Gives the state and what to do: null, {ask: "version" | "scenes"} or {abort: true}.
  function step(before, event) {
    const state = { ...before, at: event.at };
    switch (event.type) {
      case "tick":
        if (state.asking) {
          return state.at - state.asking.since < LONGEST[state.asking.what] ? [state, null] : [failed(state), { abort: true }];
        }
        return state.at < state.next ? [state, null] : ask(state, state.redraw ? "scenes" : "version");
      case "version":
        answered(state, event);
        if (!state.shown || event.import !== state.shown.import || Date.parse(event.now) >= state.shown.until) {
          state.redraw = true;
        }
        if (state.redraw) return ask(state, "scenes");
        state.confirmed = state.at;
        return [state, null];
      case "scenes":
        answered(state, event);
        state.shown = { import: event.import, until: Date.parse(event.until), late: event.late.length > 0 };
        state.redraw = before.asking.size !== state.size;
        state.confirmed = state.at;
        return [state, null];
      case "failed":
        return [failed(state), null];
      case "resized":
        return [{ ...state, redraw: true, size: state.size + 1, next: state.at }, null];
      case "woken":
        return [{ ...state, wait: EVERY, next: state.at }, null];
      default:
        throw new Error(`no such event: ${event.type}`);
    }
  }

  function ask(state, what) {
    return [{ ...state, asking: { what, since: state.at, size: state.size } }, { ask: what }];
  }

  function answered(state, event) {
    state.asking = null;
    state.wait = EVERY;
    state.next = state.at + EVERY;
    state.server = { now: event.now, at: state.at };
    state.newBuild = event.build !== state.build;
  }

  function failed(state) {
    return { ...state, asking: null, next: state.at + state.wait, wait: Math.min(2 * state.wait, SLOWEST) };
  }

  // "not live", "late" or "live"; "starting" until the first picture.
  function mode(state) {
    if (state.at - state.confirmed >= PATIENCE) return "not live";
    if (!state.shown) return "starting";
    return state.shown.late ? "late" : "live";
  }

  // Whether the page should load itself anew, at a scene's end: for a new build, while the server answers.
  function outdated(state) {
    const well = mode(state) === "live" || mode(state) === "late";
    return state.newBuild && well && !state.asking;
  }

  // The server's own time of day at a moment, as "09:12"; empty before it has told it.
  function timeOfDay(server, at) {
    if (!server) return "";
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(server.now);
    const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60000;
    return new Date(Date.parse(server.now) + at - server.at + offset).toISOString().slice(11, 16);
  }

  // Watches for a page: {build, scenes(): address, draw(answer), changed(state)}. Gives {send(type), state()}.
  function watch(page) {
    let state = begin(page.build, performance.now());
    let request = null;

    function send(type, answer) {
      const [after, todo] = step(state, { ...answer, type, at: performance.now() });
      state = after;
      if (todo && todo.abort) abort();
      if (todo && todo.ask) get(todo.ask);
      page.changed(state);
    }

    function abort() {
      const given = request;
      request = null;
      if (given) given.abort();
    }

    async function get(what) {
      const mine = (request = new AbortController());
      const answer = await fetched(what === "scenes" ? page.scenes() : "/version", mine.signal);
      if (request !== mine) return;
      send(answer && (what === "version" || drawn(answer)) ? what : "failed", answer);
    }

    // The answer, or null: the browser has told of a failed request already.
    async function fetched(address, signal) {
      try {
        const response = await fetch(address, { cache: "no-store", redirect: "error", signal });
        return response.ok ? await response.json() : null;
      } catch {
        return null;
      }
    }

    function drawn(answer) {
      try {
        page.draw(answer);
        return true;
      } catch (error) {
        console.error(error);
        return false;
      }
    }

    setInterval(() => send("tick"), 250);
    window.addEventListener("online", () => send("woken"));
    document.addEventListener("visibilitychange", () => document.hidden || send("woken"));
    send("tick");
    return { send, state: () => state };
  }

  globalThis.watchdog = { begin, step, mode, outdated, timeOfDay, watch };
})();
