// Puts a wall's address together from what is chosen, and shows it as the screen would.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("setup");
  const frame = document.querySelector("#preview iframe");
  const rows = () => [...byId("order").children];
  const usual = { order: rows().map((row) => row.dataset.scene).join(), seconds: byId("seconds").value };
  let later = 0;

  /** A field's value where it is a valid one, and else nothing. */
  const value = (id) => (byId(id).validity.valid ? byId(id).value : "");

  /** The scenes chosen in their order, with their own seconds; nothing where they are the usual ones. */
  function scenes() {
    const chosen = rows().filter((row) => row.querySelector("[type=checkbox]").checked).map((row) => {
      const own = row.querySelector("[type=number]");
      return row.dataset.scene + (own.value && own.validity.valid ? `:${own.value}` : "");
    });
    return chosen.join() === usual.order ? "" : chosen.join();
  }

  function query() {
    const authority = form.querySelector("[name=authority]:checked").value;
    const room = value("inches") && value("metres") ? { inches: value("inches"), metres: value("metres") } : {};
    const night = value("from") && value("to") && value("from") !== value("to") ? `${value("from")}-${value("to")}` : "";
    const asked = {
      authority, scenes: scenes(), seconds: value("seconds") === usual.seconds ? "" : value("seconds"),
      theme: byId("theme").value === "dark" ? "" : byId("theme").value, ...room, night,
    };
    const given = Object.entries(asked).filter(([, text]) => text);
    return given.length ? `?${given.map((pair) => pair.join("=")).join("&")}` : "";
  }

  /** Whether text that large fits, in words. */
  function fits(width, height) {
    const [inches, metres] = [Number(value("inches")), Number(value("metres"))];
    if (!inches || !metres) {
      return byId("inches").value || byId("metres").value
        ? "Give both the diagonal and the distance." : "With both, the text is as large as it takes to be read from there.";
    }
    const reach = 2 * Math.tan((Number(form.dataset.arc) / 60) * (Math.PI / 360));
    const found = wallSize.size(width, height, (reach * metres * 1000) / (inches * 25.4));
    if (found.needed > found.largest) {
      const nearest = Math.floor((10 * metres * found.largest) / found.needed) / 10;
      return `That is too far for this screen: the text stops growing where its answers would not fit. Up to ${nearest} m it can be read.`;
    }
    return found.scale > 1
      ? `The text is ${Math.round(100 * (found.scale - 1))}% larger than usual. What there is no room for is left out, the least important first.`
      : "The usual text can be read from there.";
  }

  function show() {
    const [width, height] = byId("screen").value.split("x").map(Number);
    const path = `/wall${query()}`;
    byId("made").href = path;
    byId("card").href = path + (path.includes("?") ? "&test" : "?test");
    const address = location.origin + path;
    byId("address").textContent = address;
    document.querySelectorAll(".here").forEach((place) => { place.textContent = address; });
    byId("fits").textContent = fits(width, height);
    const scale = byId("preview").clientWidth / width;
    byId("preview").style.height = `${Math.ceil(height * scale)}px`;
    Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` });
    clearTimeout(later);
    // Once one has stopped typing; replaced, so that Back leads away from this page.
    later = setTimeout(() => {
      if (frame.dataset.path !== path) frame.contentWindow.location.replace(path);
      frame.dataset.path = path;
    }, 400);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  byId("order").addEventListener("click", (event) => {
    const { move } = event.target.dataset;
    if (!move) return;
    const row = event.target.closest("li");
    const other = move < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other) other[move < 0 ? "before" : "after"](row);
    event.target.focus();
    show();
  });
  byId("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(byId("address").textContent);
      byId("copied").textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(byId("address"));
      byId("copied").textContent = "Selected: copy it with Ctrl and C.";
    }
  });
  addEventListener("resize", show);
  show();
})();
