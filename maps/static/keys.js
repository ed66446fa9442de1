// From circle to circle with the keys N and P while the map has the focus, Enter into what is open,
// Escape out of it.

export function circleKeys(app) {
  const map = app.map.getContainer();
  let at = -1;

  function go(step) {
    const { x: width, y: height } = app.map.getSize();
    const circles = app.layers.points.circles().filter(({ x, y }) => x > 0 && y > 0 && x < width && y < height);
    if (!circles.length) return;
    at = (at + step + circles.length) % circles.length;
    const { places } = circles[at];
    const rows = places.flatMap((place) => app.model.rowsAt(place));
    app.openPlaces(places, rows);
  }

  map.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.map.hasLayer(app.map._popup)) {
      app.map.closePopup();
      map.focus({ preventScroll: true });
      return;
    }
    if (event.target !== map || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (app.isVisible("points") && (key === "n" || key === "p")) go(key === "n" ? 1 : -1);
    else if (key === "enter") map.querySelector(".leaflet-popup button")?.focus();
    else return;
    event.preventDefault();
  });
  // Moving the map starts again with the largest circle; opening a popup may move it, too.
  app.map.on("zoomend", () => { at = -1; });
}
