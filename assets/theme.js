/* The theme, before anything is painted: chosen and remembered, or the system's own. */
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto";
    }
  };
  let choice = remembered();
  const apply = () => {
    const theme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.bsTheme = theme;
    return theme;
  };
  window.theme = {
    choose(chosen) {
      choice = chosen || remembered();
      try {
        localStorage.setItem("theme", choice);
      } catch {
        // A browser that keeps nothing shows the system's theme next time.
      }
      return apply();
    },
    whenSystemChanges(tell) {
      system.addEventListener("change", () => tell(apply()));
    },
  };
  apply();
})();
