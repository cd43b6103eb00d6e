/* A page apart from Dash: its theme is chosen and remembered with the other pages'. */
(() => {
  const DASH = "_dash_persistence.theme-choice.value.true";

  /** The theme, as it is chosen on the other pages too. */
  const choice = document.getElementById("theme-choice");
  choice.closest(".theme").hidden = false;
  try {
    choice.value = localStorage.getItem("theme") || "auto";
  } catch {
    choice.value = "auto";
  }
  choice.addEventListener("change", () => {
    window.theme.choose(choice.value);
    try {
      localStorage.setItem(DASH, JSON.stringify([choice.value, "auto"]));
    } catch {
      // A browser that keeps nothing shows the system's theme next time.
    }
  });
  window.theme.whenSystemChanges(() => {});
})();
