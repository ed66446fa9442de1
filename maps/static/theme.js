// Colours that the page is drawn with, light or dark.

const dark = window.matchMedia("screen and (prefers-color-scheme: dark)");

export function isDark() {
  return dark.matches;
}

export function onThemeChange(listener) {
  dark.addEventListener("change", listener);
}

const colors = new Map();
dark.addEventListener("change", () => colors.clear());

// A colour of page.css by its variable's name.
export function color(name) {
  if (!colors.has(name)) colors.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return colors.get(name);
}

// The ramp of the classes; of a change the one for its direction.
export function ramp(page, direction) {
  const mode = isDark() ? "dark" : "light";
  return direction ? page.ramps.diverging[mode][direction] : page.ramps.sequential[mode];
}

export function typeColor(page, name) {
  const known = page.event_types.find((type) => type.event_type.toLowerCase() === (name ?? "").toLowerCase());
  return known ? known.color : "#8a8f98";
}
