"use strict";

// Vega is large: it is fetched when the first chart comes near the screen.
const vegaAddress = document.currentScript.dataset.vega;
const dark = matchMedia("(prefers-color-scheme: dark)");
const drawn = new Map();
let vega = null;

function fetchVega() {
  vega ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = vegaAddress;
    script.addEventListener("load", () => resolve(window.vegaEmbed));
    script.addEventListener("error", () => reject(new Error("vega.js did not load")));
    document.head.append(script);
  });
  return vega;
}

async function draw(figure) {
  const place = figure.querySelector(".drawing");
  try {
    const embed = await fetchVega();
    const spec = JSON.parse(figure.querySelector("script").textContent);
    drawn.get(figure)?.finalize();
    place.replaceChildren();
    const look = dark.matches ? "dark" : "light";
    const view = await embed(place, spec, {
      ast: true, // the expression interpreter: the page's policy forbids eval
      actions: false,
      renderer: "svg",
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
      config: window.chartThemes[look],
    });
    // Its place is one picture with one name; what Vega says of single marks would only be noise.
    place.firstElementChild.setAttribute("aria-hidden", "true");
    drawn.set(figure, view);
    figure.dataset.look = look;
    figure.dataset.drawn = "yes";
  } catch (error) {
    const words = document.createElement("p");
    words.className = "waiting";
    words.textContent = `This chart cannot be drawn (${error.message}); its numbers are below.`;
    place.replaceChildren(words);
    figure.dataset.drawn = "no";
  }
}

const near = new IntersectionObserver((seen) => {
  for (const one of seen.filter((entry) => entry.isIntersecting)) {
    near.unobserve(one.target);
    draw(one.target);
  }
}, { rootMargin: "300px" });

for (const figure of document.querySelectorAll("figure.chart")) {
  figure.querySelector(".waiting").textContent = "Drawing …";
  near.observe(figure);
}
dark.addEventListener("change", () => drawn.forEach((_, figure) => draw(figure)));
