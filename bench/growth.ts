/** How times grow with the rows: what takes ten times the rows ten times as long is linear. */
import type { Row } from './table.js';

/** One row for each figure that was measured at both sizes and whose time depends on the rows. */
export function growthOf(rows: readonly Row[]): readonly Row[] {
  return rows
    .filter(({ size, figure }) => size === 'XL' && figure.grows)
    .flatMap((large) => {
      const small = rows.find(({ size, figure }) => size === 'L' && figure.name === large.figure.name);
      if (!small) return [];
      const figure = { ...large.figure, title: `growth: ${large.figure.title}`, aim: { times: 11 } };
      return [{ figure, size: 'XL / L', floor: small.measured, measured: large.measured }];
    });
}
