/** Shapes and colours to draw with: signed distances in pixels, negative inside, and soft edges between colours. */
import type { Colour } from './png.js';

/** How far a point is from the edge of a shape; negative inside. */
export type Distance = (x: number, y: number) => number;

/** `#rrggbb`. */
export const colour = (hex: string): Colour => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

const clamp = (value: number): number => Math.max(0, Math.min(1, value));

/** From `a` (share 0) to `b` (share 1). */
export const mix = (a: Colour, b: Colour, share: number): Colour => {
  const part = clamp(share);
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part];
};

/** How much of a pixel lies inside, with an edge of `softness` pixels. */
export const coverage = (distance: number, softness = 1): number => clamp(0.5 - distance / softness);

/** Lays a shape of one colour over what is there. */
export const over = (below: Colour, above: Colour, distance: number, softness?: number): Colour =>
  mix(below, above, coverage(distance, softness));

export const circle =
  (cx: number, cy: number, radius: number): Distance =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

/** Near enough to the true distance for an edge. */
export const ellipse =
  (cx: number, cy: number, rx: number, ry: number): Distance =>
  (x, y) =>
    (Math.hypot((x - cx) / rx, (y - cy) / ry) - 1) * Math.min(rx, ry);

export const roundedBox =
  (cx: number, cy: number, [halfWidth, halfHeight]: readonly [number, number], radius: number): Distance =>
  (x, y) => {
    const dx = Math.abs(x - cx) - halfWidth + radius;
    const dy = Math.abs(y - cy) - halfHeight + radius;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };

export const ring = (cx: number, cy: number, radius: number, width: number): Distance => {
  const inner = circle(cx, cy, radius);
  return (x, y) => Math.abs(inner(x, y)) - width / 2;
};

export const both =
  (a: Distance, b: Distance): Distance =>
  (x, y) =>
    Math.max(a(x, y), b(x, y));

export const either =
  (...shapes: readonly Distance[]): Distance =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));
