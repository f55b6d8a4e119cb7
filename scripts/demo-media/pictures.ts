/** The sorts of pictures that the demo account has: portraits, logos and covers, each from a few numbers and colours. */
import { png, type Colour } from './png.js';
import {
  both,
  circle,
  colour,
  ellipse,
  either,
  mix,
  over,
  ring,
  roundedBox,
  type Distance,
} from './shapes.js';

export interface Portrait {
  /** From the top to the bottom. */
  readonly background: readonly [string, string];
  readonly skin: string;
  readonly hair: string;
  readonly clothes: string;
  /** How far the hair reaches down, 0 (short) to 1 (shoulders). */
  readonly length: number;
}

const PORTRAIT = 320;

/** A head and shoulders without a face. */
export function portrait({ background, skin, hair, clothes, length }: Portrait): Buffer {
  const [top, bottom] = background.map(colour) as [Colour, Colour];
  const halo = circle(206, 116, 150);
  const shoulders = ellipse(160, 330, 118, 104);
  const neck = roundedBox(160, 218, [25, 44], 22);
  const head = ellipse(160, 148, 54, 64);
  const crown = both(ellipse(160, 134, 66, 72), (_x, y) => y - 150);
  const locks = roundedBox(160, 142 + 40 * length, [66, 34 + 58 * length], 40);
  const fringe = both(ellipse(148, 100, 62, 40), ellipse(160, 134, 62, 70));
  return png(PORTRAIT, PORTRAIT, (x, y) => {
    let pixel = mix(top, bottom, y / PORTRAIT);
    pixel = over(pixel, mix(pixel, [255, 255, 255], 0.16), halo(x, y), 2);
    pixel = over(pixel, colour(hair), length > 0 ? either(crown, locks)(x, y) : crown(x, y));
    pixel = over(pixel, mix(colour(skin), [60, 20, 20], 0.14), neck(x, y));
    pixel = over(pixel, mix(colour(clothes), [255, 255, 255], (260 - y) / 500), shoulders(x, y));
    pixel = over(pixel, mix(colour(skin), [255, 255, 255], (150 - x) / 600), head(x, y));
    return over(pixel, colour(hair), fringe(x, y));
  });
}

const LOGO = 256;
const MIDDLE = LOGO / 2;

/** What stands on a logo, in white. */
export const MARKS = {
  rings: either(ring(MIDDLE, MIDDLE, 64, 16), ring(MIDDLE, MIDDLE, 32, 16)),
  bars: either(
    ...[34, 66, 92, 52, 26].map((half, index) => roundedBox(48 + 40 * index, MIDDLE, [11, half], 11)),
  ),
  waves: either(
    ...[96, 128, 160].map(
      (middle): Distance =>
        (x, y) =>
          Math.max(Math.abs(y - middle - 12 * Math.sin(x / 20)) - 8, Math.abs(x - MIDDLE) - 82),
    ),
  ),
  leaf: both(circle(84, 172, 104), circle(172, 84, 104)),
  tracks: either(
    roundedBox(100, MIDDLE, [8, 84], 8),
    roundedBox(156, MIDDLE, [8, 84], 8),
    ...[72, 109, 147, 184].map((y) => roundedBox(MIDDLE, y, [58, 7], 7)),
  ),
  arch: both(either(ring(MIDDLE, 150, 68, 20), ring(MIDDLE, 150, 34, 20)), (_x, y) => y - 188),
} as const;

/** A mark on a square of two colours with round corners, on white. */
export function logo(mark: keyof typeof MARKS, colours: readonly [string, string]): Buffer {
  const [from, to] = colours.map(colour) as [Colour, Colour];
  const tile = roundedBox(MIDDLE, MIDDLE, [122, 122], 54);
  return png(LOGO, LOGO, (x, y) => {
    const pixel = over([255, 255, 255], mix(from, to, (x + y) / (2 * LOGO)), tile(x, y));
    return over(pixel, [255, 255, 255], MARKS[mark](x, y));
  });
}

const COVER = { width: 960, height: 480 } as const;

export interface Cover {
  readonly sky: readonly [string, string];
  readonly sun: string;
  readonly ground: string;
  /** Moves the hills; any number. */
  readonly seed: number;
}

/** Hills under a low sun. */
export function cover({ sky, sun, ground, seed }: Cover): Buffer {
  const [top, bottom] = sky.map(colour) as [Colour, Colour];
  const disc = circle(660 + 30 * Math.sin(seed), 190, 74);
  const hills = [0, 1, 2, 3].map((layer) => (x: number, y: number): number => {
    const wave =
      Math.sin(x / (150 - 22 * layer) + seed * (layer + 1)) + 0.5 * Math.sin(x / (61 + 9 * layer) + seed);
    return 250 + 56 * layer - (34 - 5 * layer) * wave - y;
  });
  return png(COVER.width, COVER.height, (x, y) => {
    let pixel = mix(top, bottom, y / 330);
    pixel = over(pixel, mix(pixel, colour(sun), 0.35), disc(x, y) - 40, 160);
    pixel = over(pixel, colour(sun), disc(x, y));
    for (const [layer, hill] of hills.entries()) {
      pixel = over(pixel, mix(bottom, colour(ground), 0.3 + 0.23 * layer), hill(x, y));
    }
    return pixel;
  });
}
