/** Text and controls stand out from what is behind them, as WCAG 2.2 asks at level AA. */
import { describe, expect, it } from '@jest/globals';
import { DARK, LIGHT, type Palette } from '../src/theme/palette';

type Pair = readonly [keyof Palette, keyof Palette];

const TEXT: readonly Pair[] = [
  ['text', 'page'],
  ['muted', 'page'],
  ['text', 'card'],
  ['muted', 'card'],
  ['accent', 'card'],
  ['danger', 'card'],
  ['onAccent', 'accent'],
  ['onDanger', 'danger'],
  ['text', 'dangerSoft'],
  ['muted', 'dangerSoft'],
  ['danger', 'dangerSoft'],
  ['text', 'warningSoft'],
  ['muted', 'warningSoft'],
  ['warning', 'warningSoft'],
  ['text', 'successSoft'],
  ['muted', 'successSoft'],
  ['success', 'successSoft'],
];
const CONTROLS: readonly Pair[] = [
  ['control', 'card'],
  ['control', 'dangerSoft'],
  ['control', 'warningSoft'],
  ['accent', 'card'],
  ['accent', 'line'],
];

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('in the %s palette', (_, palette) => {
  it.each(TEXT)('%s on %s reaches 4.5 : 1', (front, back) => {
    expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(4.5);
  });
  it.each(CONTROLS)('%s beside %s reaches 3 : 1', (front, back) => {
    expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(3);
  });
});

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
