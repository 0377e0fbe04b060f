// What lies in the squares of the map that are in view: fetched as the map moves, drawn as markers that the keyboard reaches.
const SQUARE_PX = 256;
const POPUP = { minWidth: 200 };
const SVG = "http://www.w3.org/2000/svg";

export class Squares {
  constructor(leaflet, view, data, status) {
    Object.assign(this, { leaflet, view, data, status });
    this.shown = new Map();
    view.on("moveend", () => this.refresh());
    this.refresh();
  }

  async refresh() {
    const wanted = this.inView();
    for (const [key, square] of this.shown) {
      if (!wanted.has(key)) {
        square.abort.abort();
        square.layer?.remove();
        this.shown.delete(key);
      }
    }
    const missing = [...wanted].filter((key) => !this.shown.has(key));
    const done = await Promise.all(missing.map((key) => this.load(key)));
    if (done.includes(false)) this.status.textContent = this.data.words.partly;
    else if (done.includes(true)) this.status.textContent = "";
  }

  inView() {
    const zoom = Math.round(this.view.getZoom());
    const most = 2 ** zoom - 1;
    const bounds = this.view.getPixelBounds();
    const keys = new Set();
    for (let x = Math.floor(bounds.min.x / SQUARE_PX); x <= Math.floor(bounds.max.x / SQUARE_PX); x++) {
      for (let y = Math.floor(bounds.min.y / SQUARE_PX); y <= Math.floor(bounds.max.y / SQUARE_PX); y++) {
        if (x >= 0 && y >= 0 && x <= most && y <= most) keys.add(`${zoom}/${x}/${y}`);
      }
    }
    return keys;
  }

  // True: drawn; false: could not be loaded; undefined: no longer wanted.
  async load(key) {
    const square = { abort: new AbortController(), layer: null };
    this.shown.set(key, square);
    const [z, x, y] = key.split("/");
    const address = this.data.squares.replace("{z}", z).replace("{x}", x).replace("{y}", y);
    try {
      const answer = await fetch(address, { signal: square.abort.signal });
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      const { clusters, points } = await answer.json();
      if (this.shown.get(key) !== square) return undefined;
      square.layer = this.leaflet.layerGroup([
        ...clusters.map((cluster) => this.cluster(cluster)),
        ...points.map((point) => this.point(point)),
      ]);
      square.layer.addTo(this.view);
      return true;
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      console.error("map:", error);
      if (this.shown.get(key) === square) this.shown.delete(key);
      return false;
    }
  }

  cluster({ latitude, longitude, count, tile }) {
    const words = this.data.words.count.replace("{count}", count);
    const size = count < 10 ? 36 : count < 100 ? 44 : 52;
    const face = element("span", "map__count", String(count));
    const marker = this.marker([latitude, longitude], face, words, size, "map__cluster");
    const zoom = Number(tile.split("/")[0]);
    const alone = zoom >= this.data.deepest;
    if (alone || this.view.getZoom() >= this.view.getMaxZoom()) {
      marker.bindPopup(() => this.popup(words, [[this.data.list + tile, this.data.words.list]]), POPUP);
    } else {
      marker.on("click", () => this.view.setView([latitude, longitude], Math.min(zoom, this.view.getMaxZoom())));
    }
    return marker;
  }

  point(point) {
    const category = this.data.categories[point.category] ?? { name: this.data.words.other, icon: "generic" };
    const state = this.data.statuses[point.status];
    const ended = ["resolved", "closed"].includes(point.status);
    const marker = this.marker(
      [point.latitude, point.longitude],
      this.icon(category.icon),
      `${category.name}, ${state}`,
      36,
      ended ? "map__point map__point--ended" : "map__point",
    );
    const day = new Date(`${point.day}T12:00:00Z`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    const link = [this.data.page + point.reference, this.data.words.see];
    return marker.bindPopup(() => this.popup(category.name, [link], `${state} · ${day}`), POPUP);
  }

  marker(at, face, words, size, className) {
    const icon = this.leaflet.divIcon({ html: face, className, iconSize: [size, size] });
    const marker = this.leaflet.marker(at, { icon, riseOnHover: true });
    marker.on("add", () => {
      const button = marker.getElement();
      button.setAttribute("aria-label", words);
      // A button answers to both keys; Leaflet knows one, and only for popups.
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        button.click();
      });
    });
    return marker;
  }

  icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("viewBox", "0 0 48 48");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${this.data.sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  popup(title, links, line) {
    const box = element("div", "map__popup");
    box.dir = document.documentElement.dir;
    box.append(element("p", "map__title", title));
    if (line) box.append(element("p", "muted", line));
    for (const [href, words] of links) {
      const link = element("a", "", words);
      link.href = href;
      const row = element("p", "");
      row.append(link);
      box.append(row);
    }
    return box;
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
