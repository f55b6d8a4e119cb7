/** The benchmark, so that it does not rot: at a tiny size it measures every figure. What it measures is not judged. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { FIGURES } from '../../bench/figures.js';
import { growthOf } from '../../bench/growth.js';
import { shareRows } from '../../bench/make-rows.js';
import { printTable } from '../../bench/table.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { CAROL_GRAPH } from '../../src/carol/graph.js';

const PROGRAM = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

const titlesIn = (table: string): readonly string[] =>
  table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|')[1]?.trim() ?? '');

describe('The benchmark', () => {
  it('prints one row for each figure', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      PROGRAM,
      '--rows',
      '200',
      '--rounds',
      '1',
    ]);
    expect(titlesIn(stdout.trim())).toEqual(FIGURES.map(({ title }) => title));
    expect(stdout).not.toMatch(/NaN|undefined|row versions were written/);
  });

  it('refuses a size or a figure that it does not know', async () => {
    for (const args of [
      ['--size', 'XXL'],
      ['--figure', 'speed'],
    ]) {
      const refused = promisify(execFile)(process.execPath, [PROGRAM, ...args]);
      await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
    }
  });

  it('compares the times at XL with those at L', () => {
    const rows = ['L', 'XL'].flatMap((size, index) =>
      FIGURES.map((figure) => ({ figure, size, floor: 1, measured: 10 * (index + 1) })),
    );
    const growing = FIGURES.filter(({ grows }) => grows).map(({ title }) => `growth: ${title}`);
    expect(growing.length).toBeGreaterThan(0);
    expect(titlesIn(printTable(growthOf(rows)))).toEqual(growing);
    expect(growthOf(rows.filter(({ size }) => size === 'XL'))).toEqual([]);
  });

  it('makes rows of every kind, and as many as it says', () => {
    const graph = CAROL_GRAPH;
    const counts = shareRows(graph, 5_000, 20);
    expect([...counts.values()].reduce((all, count) => all + count, 0)).toBe(5_000);
    for (const kind of CAROL_KINDS) expect(counts.get(kind)).toBeGreaterThan(0);
  });
});
