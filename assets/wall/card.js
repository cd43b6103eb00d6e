// The test card says what this screen has, and how far away its smallest text can be read.
(function () {
  "use strict";

  const USUAL = [43, 55, 65]; // inches, where the address does not say
  const METRE = 1000 / 25.4; // in inches

  const byId = (id) => document.getElementById(id);
  const metres = (distance) => `${(Math.floor(distance * 10) / 10).toFixed(1)} m`;

  // Capitals between two lines that are as far apart as capitals are reckoned to be high.
  function ruler({ px, capital }) {
    const [width, line] = [4 * px, px / 20];
    const lines = [0, capital].map((y) => `M0 ${y + 2 * line}H${width}`).join("");
    byId("capitals").innerHTML =
      `<path d="${lines}" stroke-width="${line}"></path><text x="${px}" y="${capital + 2 * line}" font-size="${px}">HEX</text>`;
    byId("capitals").style.cssText = `width: ${width}px; height: ${capital + 4 * line}px`;
  }

  function say() {
    const found = wallSize.apply();
    const given = document.documentElement.dataset;
    const [inches, wanted, arc] = [given.inches, given.metres, given.arc].map((text) => Number(text || 0));
    const angle = (arc / 60) * (Math.PI / 180);
    const share = found.capital / Math.hypot(innerWidth, innerHeight);
    const reach = (diagonal) => (share * diagonal) / METRE / (2 * Math.tan(angle / 2));
    const ratio = devicePixelRatio === 1 ? "" : `, ${devicePixelRatio} device px each`;
    const high = inches ? ` and ${(share * inches * 25.4).toFixed(1)} mm` : "";
    byId("px").textContent = `${innerWidth} × ${innerHeight} px${ratio}`;
    byId("capital").textContent = `Capitals ${Math.round(found.capital)} px${high} high.`;
    ruler(found);
    byId("distances").textContent = inches
      ? `On ${inches} inches it can be read up to ${metres(reach(inches))} away.`
      : `It can be read up to ${USUAL.map((diagonal) => `${metres(reach(diagonal))} on ${diagonal}″`).join(", ")}.`;
    byId("too-far").hidden = found.needed <= found.largest;
    byId("too-far").textContent =
      `${wanted} m is too far for ${inches} inches: come nearer, or take a larger screen. Larger text would leave no room.`;
  }

  say();
  addEventListener("resize", say);
})();
