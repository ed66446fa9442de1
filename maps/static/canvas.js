// A Leaflet layer that draws on one canvas: what it draws is its `paint` option.

export const PAD = 0.25;

export const CanvasLayer = L.Layer.extend({
  options: { pane: "overlayPane", paint: () => {} },

  initialize(options) {
    L.setOptions(this, options);
  },

  onAdd() {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", this.getPane());
    this.canvas.setAttribute("aria-hidden", "true");
    this.redraw();
  },

  onRemove() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    this.canvas.remove();
  },

  getEvents() {
    return { moveend: this.redraw, resize: this.redraw, zoomanim: this.follow, viewreset: this.redraw };
  },

  follow(event) {
    const scale = this._map.getZoomScale(event.zoom, this.zoom);
    const corner = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, corner, scale);
  },

  later() {
    if (!this._map || this.waiting) return;
    this.waiting = requestAnimationFrame(() => this.redraw());
  },

  redraw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const pad = size.multiplyBy(PAD).round();
    const width = size.x + 2 * pad.x;
    const height = size.y + 2 * pad.y;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const origin = map.containerPointToLayerPoint(pad.multiplyBy(-1));
    this.zoom = map.getZoom();
    this.corner = map.layerPointToLatLng(origin);
    if (this.canvas.width !== width * ratio || this.canvas.height !== height * ratio) {
      this.canvas.width = width * ratio;
      this.canvas.height = height * ratio;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    L.DomUtil.setTransform(this.canvas, origin, 1);
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const corner = map.project(this.corner, this.zoom);
    this.options.paint(context, {
      width, height, zoom: this.zoom, pad,
      // Pixel of a point on the canvas, from its position in the unit square of Web Mercator.
      scale: map.options.crs.scale(this.zoom), dx: -corner.x, dy: -corner.y,
    });
  },
});

// Position in the unit square of Web Mercator.
export function mercator(latitude, longitude) {
  const sine = Math.sin((Math.max(-85, Math.min(85, latitude)) * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}
