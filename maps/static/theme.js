// Colours that the page is drawn with, light or dark.

const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function isDark() {
  return dark.matches;
}

export function onThemeChange(listener) {
  dark.addEventListener("change", listener);
}

// A colour of page.css by its variable's name.
export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function ramp(page) {
  return page.ramps.sequential[isDark() ? "dark" : "light"];
}

export function typeColor(page, name) {
  const known = page.event_types.find((type) => type.event_type.toLowerCase() === (name ?? "").toLowerCase());
  return known ? known.color : "#8a8f98";
}
