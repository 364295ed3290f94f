// The map of the bases beside their list. Without tiles the towns are drawn from their points as a schematic.
export const zoomSteps = { minZoom: 9, maxZoom: 18, zoomSnap: 0.25 };

export function drawGround(map, ground) {
  const { L } = window;
  map.attributionControl.setPrefix("Leaflet");
  if (ground.tiles.url) {
    L.tileLayer(ground.tiles.url, { attribution: ground.tiles.attribution, maxZoom: 18 }).addTo(map);
  } else {
    const names = ground.towns.map(([lat, lon, name]) => {
      L.circle([lat, lon], { radius: 1500, interactive: false, className: "map-town", weight: 1, fillOpacity: 1, color: null }).addTo(map);
      return L.marker([lat, lon], {
        icon: L.divIcon({ className: "map-town-name", html: `<span>${escaped(name)}</span>`, iconSize: [120, 18], iconAnchor: [60, -12] }),
        interactive: false,
        keyboard: false,
        zIndexOffset: 1000,
      }).addTo(map);
    });
    map.on("moveend", () => spreadNames(names));
  }
  L.control.scale({ imperial: false }).addTo(map);
}

// A name that would lie on another one waits until the map is nearer.
function spreadNames(names) {
  const kept = [];
  for (const marker of names) {
    const element = marker.getElement();
    const box = element.firstChild.getBoundingClientRect();
    const lies = kept.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
    element.style.visibility = lies ? "hidden" : "";
    if (!lies) kept.push(box);
  }
}

export function pin(className = "map-pin") {
  return window.L.divIcon({ className, iconSize: [44, 44], iconAnchor: [22, 22], html: "" });
}

export async function readGround(source) {
  const answer = await fetch(source, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function escaped(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}

function popupOf(base) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = base.url;
  link.textContent = base.name;
  box.append(link);
  for (const words of [base.town, base.open].filter(Boolean)) {
    const line = document.createElement("p");
    line.textContent = words;
    box.append(line);
  }
  return box;
}

async function showBases(section) {
  const { L } = window;
  const ground = await readGround(section.dataset.source);
  section.hidden = false;
  const map = L.map(section.querySelector("[data-map-box]"), { ...zoomSteps, scrollWheelZoom: false });
  map.setView(ground.centre, 11);
  drawGround(map, ground);
  for (const base of ground.bases) {
    const marker = L.marker([base.lat, base.lon], { icon: pin(), title: base.name, riseOnHover: true });
    marker.bindPopup(() => popupOf(base)).addTo(map);
    marker.getElement().setAttribute("aria-label", base.name);
  }
  const points = ground.bases.length ? ground.bases.map((b) => [b.lat, b.lon]) : ground.towns;
  map.fitBounds(L.latLngBounds(points.map(([lat, lon]) => [lat, lon])), { padding: [44, 28], maxZoom: 14, animate: false });
}

for (const section of document.querySelectorAll("[data-map]")) {
  // The list below tells everything that the map shows, so a map that cannot be drawn stays away.
  showBases(section).catch(() => { section.hidden = true; });
}
