/* The address is the only state: the filters follow it, and it follows them. */
(() => {
  const CONTROLS = ["authority", "provider", "service", "route", "period", "from", "to", "as_of", "known_at"];
  const SHAREABLE = ["authority", "service", "period"];
  const CHOICES = ["authority", "service", "route"];
  const ANY = "any";
  const WEEKS = "52";
  const clientside = (window.dash_clientside = window.dash_clientside || {});

  /** The widths that figures are drawn for, and the window that leaves a figure so much. */
  const ROOMS = [
    { width: 960, fits: matchMedia("(min-width: 1040px)") },
    { width: 480, fits: matchMedia("(min-width: 528px)") },
  ];
  const room = () => ROOMS.find(({ fits }) => fits.matches)?.width ?? 272;

  /** What the scripts know together: the view that is wanted, the view that was drawn. */
  const state = (window.view = { wanted: null, drawn: null, listed: null, moved: 0, asked: 0 });

  const providers = () =>
    [...document.querySelectorAll("#providers-list option")].map((option) => ({
      id: option.dataset.id,
      name: option.value,
    }));

  const providerName = (id) => providers().find((provider) => provider.id === id)?.name ?? id;

  const providerId = (text) => {
    const typed = text.trim().toLowerCase();
    return providers().find(({ id, name }) => name.toLowerCase() === typed || id.toLowerCase() === typed)?.id;
  };

  /** A choice's value as its control can show it: what it does not offer is named in a notice, and not chosen. */
  const offered = (name, value, otherwise) => {
    const options = document.querySelectorAll(`#${name} option, #${name} input`);
    return [...options].some((option) => value && option.value === value) ? value : otherwise;
  };

  const fromAddress = (search) => {
    const query = new URLSearchParams(search);
    const dated = query.has("from") || query.has("to");
    const read = Object.fromEntries(CONTROLS.map((name) => [name, query.get(name) ?? ""]));
    for (const name of CHOICES) read[name] = offered(name, read[name], ANY);
    return {
      ...read,
      provider: providerName(read.provider),
      known_at: query.get("known_at") || ANY,
      period: dated ? "dates" : offered("period", query.get("weeks"), WEEKS),
    };
  };

  /** Whether an address is of a shareable view: that takes few filters, and every other is dropped. */
  const shares = (search) => new URLSearchParams(search).get("share") === "yes";

  /** What belongs to a plan: its own controls write it (planner.js), and filters leave it as it is. */
  const PLAN = /^(blocks_.+|block_(hours|value|start)|dps_first|options|in_house_(hours|from)|demand|lost|lost_on|joiners|against)$/;

  const toAddress = (values, share, search) => {
    const query = new URLSearchParams(share ? { share: "yes" } : {});
    for (const name of share ? SHAREABLE : CONTROLS) {
      const value = (values[name] ?? "").toString().trim();
      if (name === "period") {
        if (![WEEKS, "dates", ""].includes(value)) query.set("weeks", value);
      } else if (value && value !== ANY && (values.period === "dates" || !["from", "to"].includes(name))) {
        query.set(name, name === "provider" ? providerId(value) ?? value : value);
      }
    }
    if (!share) for (const [name, value] of new URLSearchParams(search)) if (PLAN.test(name)) query.append(name, value);
    return query.size ? `?${query}` : "";
  };

  let written = null;

  clientside.address = {
    /** Filters and address in step; the navigation's links carry the query along. */
    sync(search, pathname, blurred, submitted, cleared, shared, list, ...controls) {
      const keep = clientside.no_update;
      const links = [...document.querySelectorAll("a[id^='to-']")].map((link) => link.getAttribute("href").split("?")[0]);
      const triggers = clientside.callback_context.triggered.map(({ prop_id }) => prop_id);
      const by = (name) => triggers.includes(name);
      const share = shares(search ?? location.search) !== by("share.n_clicks");
      document.documentElement.dataset.view = share ? "shareable" : "working";
      if (by("address.pathname")) state.moved = Date.now();
      const answer = (found, values) => [
        found ?? keep,
        ...CONTROLS.map((name) => values?.[name] ?? keep),
        values ? values.period !== "dates" : keep,
        // There is no shareable view of the Data page: it is led to without.
        ...links.map((href) => href + (share && href === "/data" ? "" : (found ?? search ?? location.search))),
      ];

      const values = Object.fromEntries(CONTROLS.map((name, place) => [name, controls[place]]));
      const finished = by("provider.n_blur") || by("provider.n_submit");
      const typing = by("provider.value") && !finished && values.provider && !providerId(values.provider);
      const fromControls = finished || CONTROLS.some((name) => by(`${name}.value`));
      if (by("clear.n_clicks")) return answer(toAddress({}, share, search), fromAddress(""));
      if (by("share.n_clicks")) {
        written = toAddress(values, share, search);
        return answer(written, fromAddress(written));
      }
      if (typing) return answer(null, null);
      if (!fromControls) {
        const current = search ?? location.search;
        if (current === written && !by("providers-list.children")) return answer(null, null);
        written = null;
        const read = fromAddress(current);
        if (read.as_of || read.known_at !== ANY) document.getElementById("look-back").open = true;
        return answer(null, read);
      }
      if (share && values.period === "dates") values.period = WEEKS;
      if (values.period !== "dates") values.from = values.to = "";
      written = toAddress(values, share, search);
      return answer(written === (search ?? "") ? null : written, values);
    },

    /** The theme that is in force, light or dark. */
    theme(choice) {
      return window.theme.choose(choice);
    },

    /** What is to be drawn; unchanged where nothing that matters has changed. */
    view(search, theme, _room, live) {
      if (!theme) return clientside.no_update;
      const query = (search ?? location.search).replace(/^\?/, "");
      const fixed = /(^|&)(as_of|known_at)=[^&]/.test(query);
      const wanted = { query, theme, room: room(), ...(fixed ? { again: live?.again } : live) };
      if (JSON.stringify(wanted) === JSON.stringify(state.wanted)) return clientside.no_update;
      state.wanted = wanted;
      state.asked = Date.now();
      return { ...wanted, listed: state.listed };
    },
  };

  for (const { fits } of ROOMS) {
    fits.addEventListener("change", () => {
      if (!matchMedia("print").matches) clientside.set_props("room", { data: room() });
    });
  }

  window.theme.whenSystemChanges((theme) => clientside.set_props("theme", { data: theme }));
})();
