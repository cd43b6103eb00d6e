// The wall's watchdog: what it makes of what happens, by a clock of the test's own (milliseconds).
import assert from "node:assert/strict";
import { test } from "node:test";

import "../../../assets/wall/watchdog.js";

const { begin, step, mode, outdated, clockOff, timeOfDay, since, within, turnedAway, clock, watch } = globalThis.watchdog;

const NOW = "2026-11-22T09:12:00+00:00";
const VERSION = { type: "version", import: 17, build: "a", now: NOW, date: Date.parse(NOW) };
const SCENES = { ...VERSION, type: "scenes", until: "2026-11-23T00:00:00+00:00", late: [] };

// Plays events, each [at, event], and a tick every 250 ms; gives the state and what it asked for, with when.
function play(events, { until = events.at(-1)[0], state = begin("a", 0) } = {}) {
  const ticks = Array.from({ length: Math.floor(until / 250) + 1 }, (_, nth) => [nth * 250, { type: "tick" }]);
  const asked = [];
  for (const [at, event] of [...ticks, ...events].filter(([at]) => at >= state.at).sort(([a], [b]) => a - b)) {
    const [after, todo] = step(state, { ...event, at });
    state = after;
    if (todo) asked.push([at, todo.ask ?? "abort"]);
  }
  return { state, asked };
}

// A wall that has its picture at 100 ms.
const drawn = () => play([[100, SCENES]]).state;
const failed = { type: "failed" };

test("it begins with the scenes, and then asks for the version every three seconds", () => {
  const { state, asked } = play([[100, SCENES], [3300, VERSION], [6600, VERSION]]);
  assert.deepEqual(asked, [[0, "scenes"], [3250, "version"], [6500, "version"]]);
  assert.equal(mode(state), "live");
});

test("until the first picture it is starting, and after 15 seconds without one not live", () => {
  assert.equal(mode(play([], { until: 14750 }).state), "starting");
  assert.equal(mode(play([], { until: 15000 }).state), "not live");
});

test("one request at a time: while one is out, nothing else is asked", () => {
  const { asked } = play([[100, SCENES], [3500, { type: "resized" }], [4000, { type: "online" }]], { until: 13000 });
  assert.deepEqual(asked, [[0, "scenes"], [3250, "version"]]);
});

test("a request that lasts too long is given up: a version after 25 seconds, scenes after 30", () => {
  assert.deepEqual(play([[100, SCENES]], { until: 28500 }).asked, [[0, "scenes"], [3250, "version"], [28250, "abort"]]);
  assert.deepEqual(play([], { until: 30000 }).asked, [[0, "scenes"], [30000, "abort"]]);
});

test("a new import is fetched at once, and shown is then the new one", () => {
  const { state, asked } = play([[3300, { ...VERSION, import: 18 }], [3900, { ...SCENES, import: 18 }]], { state: drawn() });
  assert.deepEqual(asked, [[3250, "version"], [3300, "scenes"]]);
  assert.equal(state.shown.import, 18);
  assert.equal(mode(state), "live");
});

test("a picture past its day is drawn anew", () => {
  const { asked } = play([[3300, { ...VERSION, now: "2026-11-23T00:00:00+00:00" }]], { state: drawn() });
  assert.deepEqual(asked.at(-1), [3300, "scenes"]);
});

test("an answer of an older import than the version's is not the end of it", () => {
  const behind = [[3300, { ...VERSION, import: 18 }], [3900, SCENES], [7000, { ...VERSION, import: 18 }]];
  assert.deepEqual(play(behind, { state: drawn() }).asked.at(-1), [7000, "scenes"]);
});

test("no answer for 15 seconds: not live, since the last one; an answer makes it live again", () => {
  const gone = [[3300, VERSION], [6600, failed], [9800, failed]];
  assert.equal(mode(play(gone, { state: drawn(), until: 18250 }).state), "live");
  const { state } = play(gone, { state: drawn(), until: 18500 });
  assert.equal(mode(state), "not live");
  assert.equal(timeOfDay(state.server, state.confirmed), "09:12");
  const [back] = step({ ...state, asking: { what: "version", since: state.at, size: 0 } }, { ...VERSION, at: 19000 });
  assert.equal(mode(back), "live");
});

test("it asks ever more slowly, up to every 30 seconds, and for ever", () => {
  let state = drawn();
  const waits = [];
  for (let nth = 0; nth < 12; nth++) {
    const next = state.next;
    [state] = step(state, { type: "tick", at: next });
    [state] = step(state, { ...failed, at: next });
    waits.push(state.next - next);
  }
  assert.deepEqual(waits, [3000, 6000, 12000, 24000, 30000, 30000, 30000, 30000, 30000, 30000, 30000, 30000]);
});

test("after an answer it is as quick as ever", () => {
  const { state } = play([[3300, failed], [6600, failed], [12800, VERSION]], { state: drawn() });
  assert.equal(state.next - state.at <= 3000, true);
  assert.equal(state.wait, 3000);
});

test("while the version answers and the scenes do not, it is not live: the picture is an old one", () => {
  const newer = { ...VERSION, import: 18 };
  const events = [[3300, newer], [3400, failed], [6600, failed], [12800, failed]];
  const { state, asked } = play(events, { state: drawn(), until: 15250 });
  assert.equal(mode(state), "not live");
  assert.deepEqual(asked.slice(1), [[3300, "scenes"], [6500, "scenes"], [12500, "scenes"]]);
});

test("data later than their rhythm are late, but live", () => {
  const { state } = play([[100, { ...SCENES, late: ["Late: Peterborough’s hours."] }], [3300, VERSION]]);
  assert.equal(mode(state), "late");
});

test("a new build is taken up only while the server answers and nothing is out", () => {
  const { state } = play([[3300, { ...VERSION, build: "b" }]], { state: drawn() });
  assert.equal(outdated(state), true);
  assert.equal(outdated({ ...state, asking: { what: "version", since: 3300, size: 0 } }), false);
  assert.equal(outdated({ ...state, at: state.confirmed + 15000 }), false);
  assert.equal(outdated(drawn()), false);
});

test("at a scene's end a new build's page is asked for, and loaded only once it is there", () => {
  const { state } = play([[3300, { ...VERSION, build: "b" }]], { state: drawn() });
  const [asking, todo] = step(state, { type: "turned", at: 4000 });
  assert.deepEqual(todo, { ask: "page" });
  assert.deepEqual(step(asking, { type: "tick", at: 20000 })[1], null);
  assert.deepEqual(step(asking, { type: "page", at: 4200 })[1], { reload: true });
  assert.deepEqual(step(asking, { ...failed, at: 4200 })[1], null);
  assert.deepEqual(step(drawn(), { type: "turned", at: 4000 })[1], null);
});

test("a new size asks for scenes of that size, also when the old ones are still on their way", () => {
  const { asked } = play([[200, { type: "resized" }], [300, { type: "tick" }]], { state: drawn(), until: 500 });
  assert.deepEqual(asked[0][1], "scenes");
  const { state } = play([[50, { type: "resized" }], [100, SCENES]]);
  assert.equal(state.redraw, true);
});

test("a request that hung is not waited for again: the next begins half a minute after it did", () => {
  let state = drawn();
  const begun = [];
  for (let at = 0; at < 300000; at += 250) {
    const [after, todo] = step(state, { type: "tick", at });
    if (todo?.ask) begun.push(at);
    state = after;
  }
  const apart = begun.slice(1).map((at, nth) => at - begun[nth]);
  assert.equal(Math.min(...apart) >= 25000 && Math.max(...apart) <= 30250, true, apart.join());
});

test("the network coming back asks at once", () => {
  const slow = play([[3300, failed], [6600, failed], [13000, failed]], { state: drawn() }).state;
  assert.equal(slow.next > 20000, true);
  const { asked } = play([[14000, { type: "online" }]], { state: slow, until: 14250 });
  assert.equal(asked.length, 1);
});

test("after eight hours of sleep it is not live at once, gives up what it had asked, and asks anew", () => {
  const slept = 8 * 3600000;
  const { state, asked } = play([[100, SCENES]], { until: 3500 });
  assert.deepEqual(asked.at(-1), [3250, "version"]);
  const [woken, todo] = step(state, { type: "woken", at: slept });
  assert.deepEqual(todo, { abort: true });
  assert.equal(mode(woken), "not live");
  const [after, next] = step(woken, { type: "tick", at: slept + 250 });
  assert.deepEqual(next, { ask: "version" });
  const [again, fetched] = step(after, { ...VERSION, now: "2026-11-22T17:12:00+00:00", at: slept + 500 });
  assert.equal(fetched, null);
  assert.equal(mode(again), "live");
});

test("turned away: the picture stays fifteen minutes, not live, and then makes way for the card", () => {
  let state = drawn();
  const modes = new Map();
  for (let at = 250; at < 20 * 60000; at += 250) {
    const [after, todo] = step(state, { type: "tick", at });
    state = todo?.ask ? step(after, { type: "refused", at })[0] : after;
    if (!modes.has(mode(state))) modes.set(mode(state), at);
  }
  // First turned away at 3,250 ms (asked after 100 ms and 3 seconds).
  assert.deepEqual([...modes], [["live", 250], ["not live", 15250], ["ended", 3250 + 15 * 60000]]);
});

test("access ended while the server was away too: the fifteen minutes go on; an answer lets the screen in again", () => {
  const away = play([[3300, { type: "refused" }], [6600, failed]], { state: drawn() }).state;
  assert.equal(away.refused, 3300);
  const later = { ...away, at: 3300 + 15 * 60000, asking: { what: "version", since: 903000, size: 0 } };
  assert.equal(mode(later), "ended");
  const [back] = step(later, { ...VERSION, at: later.at });
  assert.equal(mode(back), "live");
  assert.equal(back.refused, null);
});

test("turned away before the first picture, there is nothing to keep", () => {
  assert.equal(mode(play([[100, { type: "refused" }]]).state), "ended");
});

test("being turned away is a 401, a 403, a way to elsewhere, or a page in place of figures", () => {
  const response = (status, type = "application/json", kind = "basic") =>
    ({ status, ok: status >= 200 && status < 300, type: kind, headers: new Headers(type ? { "content-type": type } : {}) });
  assert.equal(turnedAway(response(401)), true);
  assert.equal(turnedAway(response(403, "text/html")), true);
  assert.equal(turnedAway(response(0, "", "opaqueredirect")), true);
  assert.equal(turnedAway(response(200, "text/html; charset=utf-8")), true);
  assert.equal(turnedAway(response(200)), false);
  assert.equal(turnedAway(response(500, "text/html")), false);
  assert.equal(turnedAway(response(502, "text/html")), false);
  assert.equal(turnedAway(response(503)), false);
});

test("the screen's clock is wrong from over two minutes", () => {
  const off = (seconds) => clockOff(play([[100, { ...SCENES, date: Date.parse(NOW) + seconds * 1000 }]]).state);
  assert.deepEqual([0, 119, 120, 121, 300, -121, -3600].map(off), [0, 0, 0, 2, 5, -2, -60]);
});

test("since when it is not live names the day where that is another one", () => {
  const { state } = play([[100, SCENES]]);
  assert.equal(since({ ...state, at: 3600000 }), "09:12");
  assert.equal(since({ ...state, at: 16 * 3600000 }), "22 November, 09:12");
  assert.equal(since(begin("a", 0)), "");
});

test("a night may go over midnight, and ends with its last hour", () => {
  const night = ["20:00", "07:00"];
  const times = ["19:59", "20:00", "23:59", "00:00", "06:59", "07:00", "12:00"];
  assert.deepEqual(times.map((time) => within(night, time)), [false, true, true, true, true, false, false]);
  assert.deepEqual(["00:59", "01:00", "05:00"].map((time) => within(["01:00", "05:00"], time)), [false, true, false]);
  assert.equal(within(null, "23:00"), false);
  assert.equal(within(night, ""), false);
});

test("the clock goes on over a sleep in which the browser's own stood still, and not when the date is set back", (t) => {
  let [run, date] = [1000, Date.parse(NOW)];
  t.mock.method(performance, "now", () => run);
  t.mock.method(Date, "now", () => date);
  const { at, slept } = clock();
  [run, date] = [run + 250, date + 250];
  assert.equal(slept(), false);
  [run, date] = [run + 250, date + 8 * 3600000];
  assert.equal(slept(), true);
  assert.equal(at(), 1250 + 8 * 3600000);
  [run, date] = [run + 250, date - 3600000];
  assert.equal(slept(), false);
  assert.equal(at(), 1500 + 8 * 3600000);
  // Where the browser's own clock went on, nothing is added.
  [run, date] = [run + 60000, date + 60000];
  assert.equal(slept(), true);
  assert.equal(at(), 61500 + 8 * 3600000);
});

test("an answer that comes after it was given up is not taken, and one that cannot be drawn has failed", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  t.mock.method(console, "error", () => {});
  globalThis.window ??= { addEventListener() {} };
  globalThis.document ??= { addEventListener() {} };
  const out = [];
  t.mock.method(globalThis, "fetch", () => new Promise((resolve) => out.push(resolve)));
  const modes = [];
  const watching = watch({
    build: "a", scenes: () => "/wall/scenes",
    draw: (answer) => { if (answer.broken) throw new Error("cannot be drawn"); },
    changed: (state) => modes.push(mode(state)),
  });
  const answer = async (body) => {
    out.shift()(Response.json(body));
    await new Promise((resolve) => setImmediate(resolve));
  };
  await answer({ ...SCENES, broken: true });
  assert.equal(watching.state().shown, null);
  assert.equal(watching.state().asking, null);
  watching.send("online");
  t.mock.timers.tick(250);
  watching.send("woken");
  assert.equal(watching.state().asking, null);
  await answer(SCENES);
  assert.equal(watching.state().shown, null);
  t.mock.timers.tick(250);
  await answer(SCENES);
  assert.equal(watching.state().shown.import, 17);
  assert.equal(modes.at(-1), "live");
  assert.equal(out.length, 0);
});

test("the time of day is the server's, whatever the screen's own zone and clock", () => {
  const summer = { now: "2026-07-01T09:12:30+01:00", at: 1000 };
  assert.equal(timeOfDay(summer, 1000), "09:12");
  assert.equal(timeOfDay(summer, 31000), "09:13");
  assert.equal(timeOfDay({ now: "2026-11-22T23:59:59+00:00", at: 0 }, 1000), "00:00");
  assert.equal(timeOfDay({ now: "2026-01-01T00:10:00-03:30", at: 0 }, 0), "00:10");
  assert.equal(timeOfDay(null, 0), "");
});
