/* The Data page without a mouse or a script is a plain form; this adds dropping, a word on size, and progress. */
(() => {
  document.querySelector("[autofocus]")?.focus();

  const form = document.getElementById("give-files");
  if (form) giving(form);

  function giving(form) {
    const input = form.querySelector("input[type=file]");
    const zone = form.querySelector(".drop");
    const sending = form.querySelector(".sending");
    zone.querySelector(".hint").hidden = false;
    const over = (is) => zone.classList.toggle("over", is);
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        over(true);
      });
    }
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget)) over(false);
    });
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
    // A file that misses the zone must not take the place of the page.
    for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
    form.addEventListener("submit", () => {
      if (input.files.length) sending.textContent = "The files are being sent.";
    });
  }

  const working = document.querySelector("[data-progress]");
  if (working) follow(working);

  /** Ask how far the work is until it is over, then show what came of it. */
  async function follow(working) {
    let failures = 0;
    for (;;) {
      await new Promise((done) => setTimeout(done, 1000 * Math.min(2 ** failures, 15)));
      try {
        const response = await fetch(working.dataset.progress, { cache: "no-store", signal: AbortSignal.timeout(10000) });
        if (response.status === 404) return location.reload();
        if (!response.ok) throw new Error(response.status);
        const far = await response.json();
        failures = 0;
        if (!far.running) return location.reload();
        const bar = working.querySelector("progress");
        if (far.share === null) bar.removeAttribute("value");
        else bar.value = far.share;
        document.getElementById("says").textContent = far.says;
        const said = document.getElementById("said");
        if (said.textContent !== far.says) said.textContent = far.says;
      } catch {
        failures += 1;
        document.getElementById("says").textContent = "The server cannot be reached just now. The work goes on; it is asked again.";
      }
    }
  }
})();
