/** How times grow with the rows: what takes ten times the rows ten times as long is linear. */
import type { Row } from './table.js';

/** One row for each figure that was measured at both sizes and whose time depends on the rows. */
export function growthOf(rows: readonly Row[]): readonly Row[] {
  return rows
    .filter(({ size, grows }) => size === 'XL' && grows)
    .flatMap(({ name, title, unit, measured, cpu }): Row[] => {
      const small = rows.find((row) => row.size === 'L' && row.name === name);
      if (!small) return [];
      return [
        {
          name: `growth-${name}`,
          title: `growth: ${title}`,
          unit,
          size: 'XL / L',
          aim: { times: 11 },
          floor: small.measured,
          measured,
          ...(cpu && small.cpu ? { cpu: { floor: small.cpu.measured, measured: cpu.measured } } : {}),
        },
      ];
    });
}
