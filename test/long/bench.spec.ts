/** The benchmark, so that it does not rot: at a tiny size it measures every figure. What it measures is not judged. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { FIGURES } from '../../bench/figures.js';
import { growthOf } from '../../bench/growth.js';
import { shareRows } from '../../bench/make-rows.js';
import type { Report } from '../../bench/report.js';
import { printTable } from '../../bench/table.js';
import { CAROL_KINDS } from '../../src/carol/kinds/index.js';
import { CAROL_GRAPH } from '../../src/carol/graph.js';

const PROGRAM = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

const titlesIn = (table: string): readonly string[] =>
  table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|')[1]?.trim() ?? '');

/** Each of them does with another mode, or alone, what one of the others does. */
const ALIKE = ['eight-exports', 'unchanged-replace', 'import-merge', 'import-copies'];
const MEASURED = FIGURES.filter(({ name }) => !ALIKE.includes(name));

describe('The benchmark', () => {
  it('prints one row for each figure, and writes the same as JSON', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carol-bench-spec-'));
    const json = join(folder, 'report.json');
    const { stdout } = await promisify(execFile)(process.execPath, [
      PROGRAM,
      '--rows',
      '200',
      '--rounds',
      '1',
      '--figure',
      MEASURED.map(({ name }) => name).join(','),
      '--json',
      json,
    ]);
    const { rows } = JSON.parse(await readFile(json, 'utf8')) as Report;
    await rm(folder, { recursive: true });
    expect(titlesIn(stdout.trim())).toEqual(MEASURED.map(({ title }) => title));
    expect(stdout).not.toMatch(/NaN|undefined|row versions were written|did not end/);
    expect(printTable(rows)).toBe(stdout.trim());
    // What CPU is known of says so on both sides.
    if (process.platform === 'linux') expect(rows.filter(({ cpu }) => cpu).length).toBeGreaterThan(3);
  });

  it('refuses a size or a figure that it does not know', async () => {
    for (const args of [
      ['--size', 'XXL'],
      ['--figure', 'speed'],
      ['--store', 'tape'],
    ]) {
      const refused = promisify(execFile)(process.execPath, [PROGRAM, ...args]);
      await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
    }
  });

  it('compares the times at XL with those at L', () => {
    const rows = ['L', 'XL'].flatMap((size, index) =>
      FIGURES.map(({ name, title, unit, grows }) => ({
        name,
        title,
        unit,
        ...(grows ? { grows } : {}),
        size,
        aim: { times: 1 },
        floor: 1,
        measured: 10 * (index + 1),
      })),
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
