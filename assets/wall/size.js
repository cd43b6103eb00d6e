// How large the wall's text is. Everything is in rem, and 1rem is 1vmin: but where the address says how large the screen
// is and how far away one stands, all of it grows until the smallest text can be read from there.
(function () {
  "use strict";

  const SMALLEST = 4.02; // vmin of the smallest text, as in wall.css
  const LARGEST = 4.9; // and up to where it grows: beyond that a scene's answer would not fit

  let ratio = 0;

  // The height of the font's capitals as a share of its size, measured: fonts differ by a twentieth.
  function capitals() {
    if (!ratio) {
      const context = document.createElement("canvas").getContext("2d");
      context.font = `100px ${getComputedStyle(document.documentElement).getPropertyValue("--font")}`;
      ratio = context.measureText("H").actualBoundingBoxAscent / 100;
    }
    return ratio;
  }

  // What a screen of some px needs for capitals of a share of its diagonal (address.py has the formula), and what it
  // gets: {needed, smallest} in vmin, {scale} of all sizes, {px} of the smallest text, {capital} its capitals' px.
  function size(width, height, capital) {
    const short = Math.min(width, height);
    const needed = (100 * capital * Math.hypot(width, height)) / capitals() / short;
    const smallest = Math.min(Math.max(SMALLEST, needed), LARGEST);
    const px = (smallest / 100) * short;
    return { needed, smallest, scale: smallest / SMALLEST, px, capital: px * capitals(), largest: LARGEST };
  }

  // The same of this page, which takes it.
  function apply() {
    const found = size(innerWidth, innerHeight, Number(document.documentElement.dataset.capital || 0));
    const root = `${found.scale}vmin`;
    if (document.documentElement.style.fontSize !== root) document.documentElement.style.fontSize = root;
    return found;
  }

  globalThis.wallSize = { size, apply, capitals };
})();
