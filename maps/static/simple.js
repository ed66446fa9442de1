// The layers of the maps of one layer: GeoJSON whose style and text stand in its properties.

export function features(data) {
  return L.geoJSON(data, {
    style: (feature) => feature.properties.style,
    pointToLayer: (feature, latlng) => L.circleMarker(latlng, feature.properties.style),
  }).bindTooltip((layer) => {
    // As a text node: Leaflet would read a string as HTML.
    const box = document.createElement("div");
    box.dir = "auto";
    box.textContent = layer.feature.properties.text;
    return box;
  }, { sticky: true });
}

export function open(id, bounds) {
  const map = L.map(id, { zoomSnap: 0.25, maxZoom: 18, attributionControl: false });
  L.control.scale({ imperial: false }).addTo(map);
  return bounds ? map.fitBounds(bounds, { padding: [24, 24], maxZoom: 11 }) : map.setView([30, 70], 4);
}

// Names come in escaped: Leaflet sets them as HTML.
export function layerControl(overlays) {
  return L.control.layers(null, Object.fromEntries(overlays), { collapsed: true });
}
