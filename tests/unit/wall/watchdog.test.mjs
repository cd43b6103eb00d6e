// The wall's watchdog: what it makes of what happens, by a clock of the test's own (milliseconds).
import assert from "node:assert/strict";
import { test } from "node:test";

import "../../../assets/wall/watchdog.js";

const { begin, step, mode, outdated, timeOfDay } = globalThis.watchdog;

const VERSION = { type: "version", import: 17, build: "a", now: "2026-11-22T09:12:00+00:00" };
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
  const { asked } = play([[100, SCENES], [3500, { type: "resized" }], [4000, { type: "woken" }]], { until: 13000 });
  assert.deepEqual(asked, [[0, "scenes"], [3250, "version"]]);
});

test("a request that lasts too long is given up: a version after 10 seconds, scenes after 30", () => {
  assert.deepEqual(play([[100, SCENES]], { until: 13500 }).asked, [[0, "scenes"], [3250, "version"], [13250, "abort"]]);
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
  const { state } = play([[3300, failed], [6400, failed], [12600, VERSION]], { state: drawn() });
  assert.equal(state.next - state.at <= 3000, true);
  assert.equal(state.wait, 3000);
});

test("while the version answers and the scenes do not, it is not live: the picture is an old one", () => {
  const newer = { ...VERSION, import: 18 };
  const events = [[3300, newer], [3400, failed], [6600, failed], [12800, failed]];
  const { state, asked } = play(events, { state: drawn(), until: 15250 });
  assert.equal(mode(state), "not live");
  assert.deepEqual(asked.slice(1), [[3300, "scenes"], [6500, "scenes"], [12750, "scenes"]]);
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

test("a new size asks for scenes of that size, also when the old ones are still on their way", () => {
  const { asked } = play([[200, { type: "resized" }], [300, { type: "tick" }]], { state: drawn(), until: 500 });
  assert.deepEqual(asked[0][1], "scenes");
  const { state } = play([[50, { type: "resized" }], [100, SCENES]]);
  assert.equal(state.redraw, true);
});

test("waking, or the network coming back, asks at once", () => {
  const slow = play([[3300, failed], [6600, failed], [13000, failed]], { state: drawn() }).state;
  assert.equal(slow.next > 20000, true);
  const { asked } = play([[14000, { type: "woken" }]], { state: slow, until: 14250 });
  assert.equal(asked.length, 1);
});

test("the time of day is the server's, whatever the screen's own zone and clock", () => {
  const summer = { now: "2026-07-01T09:12:30+01:00", at: 1000 };
  assert.equal(timeOfDay(summer, 1000), "09:12");
  assert.equal(timeOfDay(summer, 31000), "09:13");
  assert.equal(timeOfDay({ now: "2026-11-22T23:59:59+00:00", at: 0 }, 1000), "00:00");
  assert.equal(timeOfDay({ now: "2026-01-01T00:10:00-03:30", at: 0 }, 0), "00:10");
  assert.equal(timeOfDay(null, 0), "");
});
