/* The planner's controls and the address in step: a change writes the plan's parameters, a drawing fills the controls. */
(() => {
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  const state = window.view;
  const TODAY = "today";
  const BEGIN = "plan-";

  /** The control that is being typed in: a drawing leaves it alone. */
  let typing = null;

  const fields = () => [...document.querySelectorAll(`#plan-controls :is(input, select)[id^="${BEGIN}"]`)];
  const nameOf = (field) => field.id.slice(BEGIN.length);

  document.addEventListener("input", ({ target }) => {
    if (target.closest("#plan-controls")) typing = target;
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.closest("#plan-controls")) return;
    typing = null;
    const query = new URLSearchParams(location.search);
    for (const field of fields()) {
      const value = field.value.trim();
      if (value && value !== TODAY) query.set(nameOf(field), value);
      else query.delete(nameOf(field));
    }
    clientside.set_props("address", { search: query.size ? `?${query}` : "" });
  });

  /** The controls, where there are any, show the plan that was drawn, without what was wrong in it. */
  function show() {
    if (state.drawn.query !== state.wanted.query) return;
    const query = new URLSearchParams(state.drawn.canonical);
    for (const field of fields()) {
      if (field === typing) continue;
      const value = query.get(nameOf(field)) ?? (field.tagName === "SELECT" ? TODAY : "");
      clientside.set_props(field.id, { value });
      if (value && value !== TODAY && field.closest("details")) field.closest("details").open = true;
      // What a control does not take, Dash has not heard of: the control itself must let go of it.
      if (field.value !== value) field.value = value;
    }
  }

  window.planner = { show };
})();
