/** A colour that nothing shines through, as `#rrggbb`; nothing for any other. */
export function readColour(text: string): string | undefined {
  const colour = text.trim().toLowerCase().split(/\s+/)[0] ?? '';
  if (/^#[0-9a-f]{6}$/.test(colour)) return colour;
  if (/^#[0-9a-f]{3}$/.test(colour)) return `#${[...colour.slice(1)].map((digit) => digit + digit).join('')}`;
  return { white: '#ffffff', black: '#000000' }[colour];
}

/** How far two colours of that form are apart, from 1 to 21 (WCAG 2.2, “contrast ratio”). */
export function contrastOf(a: string, b: string): number | undefined {
  const [light, dark] = [luminanceOf(a), luminanceOf(b)].sort((one, other) => other - one);
  return light === undefined || dark === undefined ? undefined : (light + 0.05) / (dark + 0.05);
}

/** WCAG 2.2, “relative luminance”. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
