/* A panel as a picture for a report: its question, finding and filters, its chart for paper, and how new the data are. */
(() => {
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const WIDE = 960;
  const EDGE = 24;
  const SHARP = 2;
  /** How the lines are set: size and height in px, weight, and a colour of the light theme. */
  const FINDING = { size: 24, leading: 31, weight: "bold", colour: "#0B0C0C" };
  const TEXT = { size: 16, leading: 23, weight: "normal", colour: "#505A5F" };
  const QUESTION = { ...TEXT, colour: FINDING.colour };

  const font = ({ weight, size }) => `${weight} ${size}px ${FONT}`;

  /** A text broken between words into lines that are no wider than the picture. */
  function wrapped(pen, text, how) {
    pen.font = font(how);
    const lines = [];
    for (const word of text.trim().split(/\s+/)) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= WIDE) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.map((line) => ({ ...how, text: line }));
  }

  /** The chart alone, drawn by the server for paper, as an image. */
  async function chartOf(measure) {
    const response = await fetch(window.view.seen(`/figure/${measure}`), { signal: AbortSignal.timeout(20000) });
    if (!response.ok) throw new Error(response.status);
    const figure = await response.json();
    const size = { width: WIDE, height: figure.layout.height };
    const image = new Image();
    image.src = await Plotly.toImage(figure, { ...size, format: "png", scale: SHARP });
    await image.decode();
    return { image, ...size };
  }

  async function canvasOf(section) {
    const { badge, example } = window.view.drawn;
    const texts = (selector) => [...section.querySelectorAll(selector)].map((element) => element.textContent);
    const said = texts(".finding > span");
    const [about, ...notes] = texts(".scope p");
    const chart = await chartOf(section.dataset.measure);
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const above = [
      ...said.flatMap((line) => wrapped(pen, line, FINDING)),
      ...wrapped(pen, about, QUESTION),
      ...notes.flatMap((line) => wrapped(pen, line, TEXT)),
    ];
    const below = wrapped(pen, [badge, ...(example ? ["Example data"] : []), "Market sufficiency"].join(" · "), TEXT);
    const high = (lines) => lines.reduce((sum, { leading }) => sum + leading, 0);
    canvas.width = SHARP * (WIDE + 2 * EDGE);
    canvas.height = SHARP * (high(above) + chart.height + high(below) + 4 * EDGE);
    pen.scale(SHARP, SHARP);
    pen.fillStyle = "#FFFFFF";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.textBaseline = "top";
    let y = EDGE;
    const write = (lines) => {
      for (const line of lines) {
        pen.font = font(line);
        pen.fillStyle = line.colour;
        pen.fillText(line.text, EDGE, y);
        y += line.leading;
      }
    };
    write(above);
    y += EDGE;
    pen.drawImage(chart.image, EDGE, y, chart.width, chart.height);
    y += chart.height + EDGE;
    write(below);
    return canvas;
  }

  window.picture = {
    /** Save a panel as a PNG file. */
    async save(panel) {
      const section = document.querySelector(`[data-panel="${panel}"]`);
      const day = window.view.drawn.day;
      const canvas = await canvasOf(section);
      const link = document.createElement("a");
      link.download = `${section.dataset.measure.replaceAll("_", "-")}-${day}.png`;
      link.href = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    },
  };
})();
