// A click on the map fills in the coordinates; typing them moves the dot. The form works without this.
import { drawGround, pin, readGround, zoomSteps } from "./map.js";

function splitPair(lat, lon) {
  // "31.0963, 121.1885" pasted into the first box belongs into both.
  const found = /^\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(lat.value);
  if (found && !lon.value) [lat.value, lon.value] = [found[1], found[2]];
}

async function pickPlace(box) {
  const { L } = window;
  const [lat, lon, crs] = [box.dataset.lat, box.dataset.lon, box.dataset.crs].map((id) => document.getElementById(id));
  const status = box.querySelector("[data-map-status]");
  const ground = await readGround(box.dataset.source);
  box.hidden = false;
  const map = L.map(box.querySelector("[data-map-box]"), { ...zoomSteps, scrollWheelZoom: false });
  map.setView(ground.centre, 11);
  drawGround(map, ground);
  const dot = L.marker(ground.centre, { icon: pin("map-pin map-pin-chosen"), draggable: true, title: box.dataset.label });

  const write = ({ lat: north, lng: east }) => {
    lat.value = north.toFixed(6);
    lon.value = east.toFixed(6);
    crs.value = "wgs84";
    dot.setLatLng([north, east]).addTo(map);
    status.textContent = box.dataset.done;
  };
  const read = () => {
    const point = [Number.parseFloat(lat.value), Number.parseFloat(lon.value)];
    // Numbers of another system would stand half a kilometre off, so only WGS-84 is shown.
    if (point.every(Number.isFinite) && crs.value === "wgs84" && Math.abs(point[0]) <= 90) dot.setLatLng(point).addTo(map);
    else dot.remove();
  };
  map.on("click", (event) => write(event.latlng));
  dot.on("dragend", () => write(dot.getLatLng()));
  lat.addEventListener("change", () => splitPair(lat, lon));
  for (const input of [lat, lon, crs]) input.addEventListener("change", read);
  // A map that was drawn in a closed <details> has no size yet.
  box.closest("details")?.addEventListener("toggle", () => map.invalidateSize());
  read();
  if (map.hasLayer(dot)) map.setView(dot.getLatLng(), 14);
}

for (const box of document.querySelectorAll("[data-place-picker]")) {
  pickPlace(box).catch(() => { box.hidden = true; });
}
