// The present view as one SVG picture with its legend, for download without a server.

import { s } from "./dom.js";
import { shapes } from "./decode.js";
import { AREA_HATCH, fillOf, patterns } from "./districts.js";
import { classRows, measureText } from "./legend.js";
import { isFiltered } from "./filter.js";
import { countText, radius, sizesOf } from "./points.js";
import { dateText, isoDay, number, plural } from "./text.js";
import { color, typeColor } from "./theme.js";

const SIDE = 240;
const HEAD = 62;
const LINE = 13;
const FONT = "system-ui, 'Segoe UI', 'Noto Sans', sans-serif";

function path(app, shape) {
  let text = "";
  for (const polygon of shape) {
    for (const ring of polygon) {
      const points = L.LineUtil.simplify(ring.map((at) => app.map.latLngToContainerPoint(at)), 0.4);
      text += `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
    }
  }
  return text;
}

function inside(app, shape) {
  const view = app.map.getBounds();
  return shape.some((polygon) => view.intersects(L.latLngBounds(polygon[0])));
}

function words(x, y, text, { size = 12, weight = 400, anchor = "start", fill = color("ink"), halo = false } = {}) {
  return s("text", {
    x, y, "font-size": size, "font-weight": weight, "font-family": FONT, "text-anchor": anchor, fill,
    ...(halo ? { stroke: color("label-halo"), "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" } : {}),
  }, text);
}

function sector(x, y, r, from, to, fill) {
  const at = (share) => `${(x + r * Math.sin(2 * Math.PI * share)).toFixed(1)} ${(y - r * Math.cos(2 * Math.PI * share)).toFixed(1)}`;
  return s("path", { d: `M${x.toFixed(1)} ${y.toFixed(1)}L${at(from)}A${r} ${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}Z`, fill });
}

function circles(app) {
  const { page } = app.model;
  const fills = [...page.incidents.event_type.words, undefined].map((name) => typeColor(page, name));
  const numbers = [];
  const drawn = app.layers.points.circles().map(({ x, y, r, count, types }) => {
    const parts = [];
    let share = 0;
    types.forEach((some, type) => {
      if (!some) return;
      const next = share + some / count;
      parts.push(some === count ? s("circle", { cx: x, cy: y, r, fill: fills[type] }) : sector(x, y, r, share, next, fills[type]));
      share = next;
    });
    parts.push(s("circle", { cx: x, cy: y, r, fill: "none", stroke: color("halo"), "stroke-width": 1.6 }));
    if (count > 1) {
      const text = countText(count);
      const half = Math.max(7, text.length * 3.4 + 3);
      numbers.push(s("rect", { x: x - half, y: y - 7, width: 2 * half, height: 14, rx: 7, fill: "#ffffff" }), words(x, y + 4, text, { size: 11, weight: 650, anchor: "middle", fill: "#1a1f26" }));
    }
    return s("g", {}, parts);
  });
  return [drawn, numbers];
}

function badges(app) {
  return app.layers.areas.badges().map(({ x, y, text, province }) => {
    const half = Math.max(11, text.length * 3.6 + 5);
    return [
      s("rect", { x: x - half, y: y - 9, width: 2 * half, height: 18, rx: province ? 9 : 4, fill: color("card"), stroke: color("area"), "stroke-width": 2, ...(province ? { "stroke-dasharray": "4 2" } : {}) }),
      words(x, y + 4, text, { size: 11, weight: 700, anchor: "middle", fill: color("area") })];
  });
}

// A text as lines of at most `most` characters, broken between words.
export function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.map((line) => line.slice(0, most));
}

function sizes(app, x, y) {
  const { most, factor } = app.layers.points;
  const zoom = app.map.getZoom();
  let at = x;
  return sizesOf(most).map((killed) => {
    const r = radius(killed, zoom, factor);
    const text = number(killed);
    at += r;
    const drawn = [s("circle", { cx: at, cy: y + 26, r, fill: color("line"), stroke: color("soft") }), words(at + r + 3, y + 30, text, { size: 11 })];
    at += r + 12 + 6.5 * text.length;
    return drawn;
  });
}

function key(app, x, top) {
  const { model } = app;
  const parts = [];
  let y = top;
  const heading = (text) => {
    y += y === top ? 12 : 20;
    parts.push(words(x, y, text, { size: 12, weight: 650 }));
    y += 8;
  };
  const row = (mark, text) => {
    parts.push(mark, words(x + 30, y + 11, text, { size: 12 }));
    y += 19;
  };
  const box = (fill, dashed) => s("rect", { x: x + 0.5, y: y + 0.5, width: 21, height: 13, rx: 2, fill, stroke: dashed ? color("area") : color("border"), ...(dashed ? { "stroke-dasharray": "4 3", "stroke-width": 1.5 } : {}) });
  if (app.isVisible("districts")) {
    heading(model.page.level === "district" ? measureText(model.view) : `${measureText(model.view)}, by ${model.page.words.one}`);
    for (const { fill, label } of classRows(model)) row(box(fill === "var(--zero)" ? color("zero") : fill), label);
  }
  if (app.isVisible("points")) {
    heading("Incidents at a place (size: killed)");
    model.pinned.forEach((count, code) => {
      const name = model.page.incidents.event_type.words[code];
      if (count) row(s("circle", { cx: x + 11, cy: y + 7, r: 6, fill: typeColor(model.page, name) }), `${name ?? "type not known"} (${number(count)})`);
    });
    parts.push(sizes(app, x, y));
    y += 52;
  }
  if (app.isVisible("areas") && model.districtOnly.some((count) => count)) {
    heading("Known only by area");
    row(box(AREA_HATCH), `district only (${number(model.districtOnly.reduce((a, b) => a + b, 0))})`);
  }
  return parts;
}

// The picture as an SVG element: title, map, legend, and what the filters leave out.
export function picture(app) {
  const { model } = app;
  const { page } = model;
  const { x: width, y: height } = app.map.getSize();
  const sources = wrapped(page.meta.sources.join(" · "), Math.floor((width + SIDE - 28) / 5.4)).slice(0, 4);
  const total = [width + SIDE, height + HEAD + 10 + LINE * sources.length];
  const districts = page.shapes.map((shape, i) => (inside(app, shape) ? s("path", { d: path(app, shape), fill: fillOf(model, i), stroke: color("border"), "stroke-width": 0.8, "fill-rule": "evenodd" }) : null));
  const areas = page.levels.district.shapes.map((shape, i) => (model.districtOnly[i] && inside(app, shape) ? s("path", { d: path(app, shape), fill: AREA_HATCH, "fill-rule": "evenodd" }) : null));
  const parents = page.levels.district.shapes.map((shape) => (inside(app, shape) ? s("path", { d: path(app, shape), fill: "none", stroke: color("province"), "stroke-width": 1 }) : null));
  const provinces = page.levels.province.shapes.map((shape) => s("path", { d: path(app, shape), fill: "none", stroke: color("province"), "stroke-width": 1.6 }));
  const land = shapes(page.base.shapes, page.base.scale).map((shape) => (inside(app, shape) ? s("path", { d: path(app, shape), fill: color("land"), stroke: color("land-line"), "fill-rule": "evenodd" }) : null));
  const labels = app.layers.labels.placed().map(({ x, y, text, size, weight, soft }) => words(x, y + 4, text, { size, weight, anchor: "middle", fill: color(soft ? "city" : "label"), halo: true }));
  const cities = app.isVisible("cities") ? app.layers.cities.placed().map(({ x, y, text, left, middle }) => [
    s("circle", { cx: x, cy: y, r: 2.6, fill: color("card"), stroke: color("label"), "stroke-width": 1.2 }),
    words(left, middle + 4, text, { size: 11, fill: color("city"), halo: true })]) : null;
  const { from, to } = model.filter;
  const dates = from === null && to === null ? "" : ` · ${from === null ? "" : dateText(from, 1)} – ${to === null ? "" : dateText(to, 1)}`;
  const shown = plural(model.shown.reduce((a, b) => a + b, 0), "incident");
  const hatches = patterns().firstChild.cloneNode(true);
  for (const line of hatches.querySelectorAll("line")) {
    line.setAttribute("stroke", color(line.getAttribute("class") === "hatch-area" ? "area" : "hatch"));
    line.setAttribute("stroke-width", 1.2);
    line.setAttribute("stroke-opacity", line.getAttribute("class") === "hatch-area" ? 0.5 : 1);
  }
  return s("svg", { xmlns: "http://www.w3.org/2000/svg", width: total[0], height: total[1], viewBox: `0 0 ${total.join(" ")}` },
    hatches,
    s("defs", {}, s("clipPath", { id: "frame" }, s("rect", { width, height }))),
    s("rect", { width: total[0], height: total[1], fill: color("card") }),
    words(14, 27, page.meta.title, { size: 20, weight: 700 }),
    words(14, 48, `${shown}${isFiltered(model.filter) ? " (filtered)" : ""}${dates} · districts as of ${page.meta.as_of}`, { size: 12, fill: color("soft") }),
    s("g", { transform: `translate(0 ${HEAD})`, "clip-path": "url(#frame)" },
      s("rect", { width, height, fill: color("water") }),
      app.isVisible("base") ? land : null,
      app.isVisible("districts") ? districts : null,
      app.isVisible("areas") ? areas : null,
      page.level === "tehsil" && app.isVisible("districts") ? parents : null,
      app.isVisible("provinces") ? provinces : null,
      app.isVisible("labels") ? labels : null,
      cities,
      app.isVisible("points") ? circles(app) : null,
      badges(app)),
    key(app, width + 16, HEAD),
    sources.map((line, i) => words(14, HEAD + height + 15 + LINE * i, line, { size: 10, fill: color("soft") })));
}

function give(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function fileName(app, ending) {
  const name = app.model.page.meta.title.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  const { from } = app.model.filter;
  return `${name || "map"}${from === null ? "" : `-${isoDay(from)}`}.${ending}`;
}

export function downloadSvg(app) {
  const text = new XMLSerializer().serializeToString(picture(app));
  give(new Blob([text], { type: "image/svg+xml" }), fileName(app, "svg"));
}

export async function downloadPng(app) {
  const drawn = picture(app);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * Number(drawn.getAttribute("width"));
  canvas.height = 2 * Number(drawn.getAttribute("height"));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => give(blob, fileName(app, "png")), "image/png");
}
