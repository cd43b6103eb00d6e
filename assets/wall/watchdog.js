// The wall's watchdog: knows whether the picture is true, and keeps it so by itself.
//
// `step` is the whole of it: the state and what happened give the next state and what to do. It asks /version every
// 3 seconds; a new import, a picture past its day or a new size makes it ask for the scenes. Never more than one
// request is in flight. It is late where the picture says so, and not live when nothing has confirmed the picture for
// 15 seconds; then it goes on asking, ever more slowly. Where it is turned away (a sign-in put in front of it, a 401 or
// 403) it goes on asking too, and after 15 minutes the picture makes way for a card: access has ended. A new build is
// taken up between two scenes.
(function () {
  "use strict";

  const EVERY = 3000;
  const SLOWEST = 30000;
  const PATIENCE = 15000;
  const STAYS = 15 * 60000; // how long the picture stays after access ended
  const LONGEST = { version: 25000, scenes: 30000, page: 25000 };
  const CLOCK_OFF = 2 * 60000; // from when the screen's clock counts as wrong
  const JUMP = 5000; // a date that jumps further on than the clock that never jumps: the screen was asleep

  // Times are milliseconds of a clock that nobody sets; `build` is that of the page itself.
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
      refused: null, // since when it is turned away
      server: null, // the server's clock, and when it was read
      skew: 0, // by how much the screen's own clock is ahead of the server's
      newBuild: false,
    };
  }

  // Events: tick · version {import, build, now} · scenes {import, build, now, until, late} · page · failed · refused ·
  // resized · turned (a scene is at its end) · online · woken (from sleep); each with `at`, and `date`, what the screen's
  // own clock says, in milliseconds. Gives the state and what to do: null, {ask: "version" | "scenes" | "page"},
  // {abort: true} or {reload: true}: the page loads itself anew only once a new one is known to be there.
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
      case "page":
        return [{ ...state, asking: null }, { reload: true }];
      case "failed":
        return [failed(state), null];
      case "refused":
        return [{ ...failed(state), refused: state.refused ?? state.at }, null];
      case "resized":
        return [{ ...state, redraw: true, size: state.size + 1, next: state.at }, null];
      case "turned":
        return outdated(state) ? ask(state, "page") : [state, null];
      case "online":
        return [{ ...state, wait: EVERY, next: state.at }, null];
      case "woken": // what was asked before the sleep is not waited for
        return [{ ...state, asking: null, wait: EVERY, next: state.at }, state.asking && { abort: true }];
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
    state.refused = null;
    state.server = { now: event.now, at: state.at };
    state.skew = event.date - Date.parse(event.now);
    state.newBuild = event.build !== state.build;
  }

  // The next request begins `wait` after this one began, so that one that hung does not delay the return.
  function failed(state) {
    const next = Math.max(state.asking.since + state.wait, state.at + EVERY);
    return { ...state, asking: null, next, wait: Math.min(2 * state.wait, SLOWEST) };
  }

  // "ended", "not live", "late" or "live"; "starting" until the first picture.
  function mode(state) {
    const turnedAway = state.refused !== null;
    if (turnedAway && (!state.shown || state.at - state.refused >= STAYS)) return "ended";
    if (state.at - state.confirmed >= PATIENCE) return "not live";
    if (!state.shown) return "starting";
    return state.shown.late ? "late" : "live";
  }

  // Whether the page should load itself anew, at a scene's end: for a new build, while the server answers.
  function outdated(state) {
    const well = mode(state) === "live" || mode(state) === "late";
    return state.newBuild && well && !state.asking;
  }

  // By how many minutes the screen's own clock is wrong, ahead of the server's above 0; 0 up to two minutes.
  function clockOff(state) {
    return Math.abs(state.skew) > CLOCK_OFF ? Math.round(state.skew / 60000) : 0;
  }

  // A moment by the server's own calendar and clock, as "2026-11-22T09:12", in the offset that it last told.
  function moment(server, at) {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(server.now);
    const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60000;
    return new Date(Date.parse(server.now) + at - server.at + offset).toISOString().slice(0, 16);
  }

  // The server's own time of day at a moment, as "09:12"; empty before it has told it.
  function timeOfDay(server, at) {
    return server ? moment(server, at).slice(11) : "";
  }

  // When the picture was last confirmed: "09:12", or "21 November, 09:12" where that was another day.
  function since(state) {
    if (!state.server) return "";
    const [day, time] = moment(state.server, state.confirmed).split("T");
    if (moment(state.server, state.at).startsWith(day)) return time;
    const long = { day: "numeric", month: "long", timeZone: "UTC" };
    return `${new Date(day).toLocaleDateString("en-GB", long)}, ${time}`;
  }

  // Whether a time of day lies within a night, [from, to] as "20:00" and "07:00".
  function within(night, time) {
    if (!night || !time) return false;
    const [from, to] = night;
    return from < to ? from <= time && time < to : from <= time || time < to;
  }

  // A clock in milliseconds that goes on while the screen sleeps, though the browser's own may stand still: what the
  // date jumps on is added. Gives {at(): milliseconds, slept(): whether it jumped since it was last asked}.
  function clock() {
    let [added, run, date] = [0, performance.now(), Date.now()];
    const at = () => performance.now() + added;
    const slept = () => {
      const [lastRun, lastDate] = [run, date];
      [run, date] = [performance.now(), Date.now()];
      const jump = date - lastDate - (run - lastRun);
      if (jump > JUMP) added += jump;
      return date - lastDate > JUMP;
    };
    return { at, slept };
  }

  // Watches for a page: {build, scenes(): address, draw(answer), changed(state), reload()}. Gives {send(type), state(),
  // at()}.
  function watch(page) {
    const { at, slept } = clock();
    let state = begin(page.build, at());
    let request = null;

    function send(type, answer) {
      const [after, todo] = step(state, { ...answer, type, at: at(), date: Date.now() });
      state = after;
      if (todo && todo.abort) abort();
      if (todo && todo.ask) get(todo.ask);
      if (todo && todo.reload) page.reload();
      page.changed(state);
    }

    function abort() {
      const given = request;
      request = null;
      if (given) given.abort();
    }

    async function get(what) {
      const mine = (request = new AbortController());
      const [found, answer] = await fetched(what, mine.signal);
      if (request === mine) send(found, answer);
    }

    // What came of a request, and the answer: the browser has told of a failed one already.
    async function fetched(what, signal) {
      try {
        const address = { version: () => "/version", scenes: page.scenes, page: () => location.href }[what]();
        const response = await fetch(address, { cache: "no-store", redirect: "manual", signal });
        if (turnedAway(response, what === "page" ? "html" : "json")) return ["refused"];
        if (!response.ok) return ["failed"];
        // A form to sign in, in the page's place, would never come back by itself.
        if (what === "page") return [(await response.text()).includes("data-build=") ? "page" : "refused"];
        const answer = await response.json();
        return what === "version" || drawn(answer) ? [what, answer] : ["failed"];
      } catch {
        return ["failed"];
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

    setInterval(() => send(slept() ? "woken" : "tick"), 250);
    window.addEventListener("online", () => send("online"));
    document.addEventListener("visibilitychange", () => document.hidden || send("online"));
    send("tick");
    return { send, state: () => state, at };
  }

  // A 401, a 403, a way to somewhere else, or a page (a form to sign in) where figures were asked for.
  function turnedAway(response, expected = "json") {
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return true;
    return response.ok && !(response.headers.get("content-type") || "").includes(expected);
  }

  globalThis.watchdog = { begin, step, mode, outdated, clockOff, timeOfDay, since, within, turnedAway, clock, watch };
})();
