// The public map, made when somebody asks for it: outlines of the neighbourhoods, clusters and single reports from
// /carte/z/x/y.json, and a background where the town has set one. The list on the page says the same.
import { Squares } from "./map_squares.js";

// A square of 50 m is then wider than its marker.
const SINGLE_ZOOM = 17;
// Before that the names of the neighbourhoods would cover each other.
const NAMES_FROM = 13;

export default function map(section) {
  const data = JSON.parse(section.dataset.map);
  const button = section.querySelector("[data-open]");
  const box = section.querySelector("[data-box]");
  const status = section.querySelector("[data-status]");
  let made = null;
  section.hidden = false;

  button.addEventListener("click", async () => {
    const opening = box.hidden;
    box.hidden = !opening;
    button.setAttribute("aria-expanded", String(opening));
    button.querySelector("span").textContent = opening ? data.words.close : data.words.open;
    if (!opening) return;
    status.textContent = data.words.loading;
    try {
      made ??= await make(section, box, data, status);
      made.invalidateSize();
      status.textContent = "";
    } catch (error) {
      console.error("map:", error);
      box.hidden = true;
      button.hidden = true;
      status.textContent = data.words.failed;
    }
  });
}

async function make(section, box, data, status) {
  const [outlines] = await Promise.all([fetchJson(data.outlines), style(section.dataset.leafletCss), import(section.dataset.leaflet)]);
  const leaflet = window.L;
  const view = leaflet.map(box, {
    zoomControl: false,
    maxZoom: data.deepest - 1,
    minZoom: 10,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  view.attributionControl.setPrefix(false);
  leaflet.control.zoom({ zoomInTitle: data.words.zoomIn, zoomOutTitle: data.words.zoomOut }).addTo(view);
  leaflet.control.scale({ imperial: false }).addTo(view);
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", data.words.map);
  // Leaflet reckons from the left; its words still read in their own direction.
  box.dir = "ltr";
  if (data.background) {
    leaflet.tileLayer(data.background, { attribution: data.attribution, maxZoom: data.deepest - 1 }).addTo(view);
    box.classList.add("map__box--tiled");
  }
  const drawn = draw(leaflet, outlines);
  look(leaflet, view, data, drawn);
  drawn.addTo(view);
  const far = () => box.classList.toggle("map__box--far", view.getZoom() < NAMES_FROM);
  view.on("zoomend", far);
  far();
  view.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", data.words.closePopup);
  });
  new Squares(leaflet, view, { ...data, sprite: section.dataset.sprite }, status);
  return view;
}

function draw(leaflet, outlines) {
  return leaflet.geoJSON(outlines, {
    interactive: false,
    style: () => ({ className: "map__outline" }),
    onEachFeature: (feature, layer) => {
      // Below the markers: a name must not cover a number.
      const options = { permanent: true, direction: "center", className: "map__name", pane: "shadowPane" };
      layer.bindTooltip(feature.properties.name, options);
    },
  });
}

function look(leaflet, view, data, drawn) {
  if (data.at) {
    const middle = leaflet.latLng(data.at);
    view.setView(middle, SINGLE_ZOOM);
    leaflet.rectangle(middle.toBounds(data.square), { className: "map__square", interactive: false }).addTo(view);
    return;
  }
  const chosen = drawn.getLayers().find((layer) => layer.feature.properties.slug === data.quarter);
  view.fitBounds((chosen ?? drawn).getBounds(), { padding: [16, 16] });
}

// Leaflet's stylesheet goes below ours, so that its colours follow the page's.
async function style(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const sheet = new CSSStyleSheet({ baseURL: new URL(address, location.href).href });
  sheet.replaceSync(`@layer components { @layer leaflet { ${await answer.text()} } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}
