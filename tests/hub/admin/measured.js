const shown = [...document.querySelectorAll("body *")].filter(
  (each) => each.checkVisibility() && !each.closest(".hidden, .skip, thead, caption.hidden"));
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const rgb = (colour) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
};
const light = (colour) => {
  const [r, g, b] = [...rgb(colour)].slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (each) => {
  for (let at = each; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (rgb(colour)[3] === 255) return colour;
  }
  return "white";
};
const words = shown.filter((each) => [...each.childNodes].some((one) => one.nodeType === 3 && one.data.trim()));
let contrast = 21;
for (const each of words) {
  const [one, other] = [light(getComputedStyle(each).color), light(ground(each))];
  contrast = Math.min(contrast, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
}
const width = document.documentElement.clientWidth;
const cut = words.filter((each) => {
  const box = each.getBoundingClientRect();
  return box.right > width + 1 || box.left < -1 || (each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0
    && getComputedStyle(each).display !== "inline");
}).map((each) => each.outerHTML.slice(0, 120));
const named = (each) => (each.innerText || "").trim() || each.labels?.length;
const unnamed = shown.filter((each) => each.matches("a, button, input:not([type=hidden])") && !named(each))
  .map((each) => each.outerHTML.slice(0, 120));
return { wider: document.documentElement.scrollWidth - width, contrast, cut, unnamed };
