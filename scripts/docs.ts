/** Writes what is generated from the code: documents, and lists of what is there; with `--check`, says which of them are not fresh. */
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { CAROL_GRAPH } from '../src/carol/graph.js';
import { ISSUE_CODES, WARNING_CODES } from '../src/portability/index.js';
import { MODES } from '../src/portability/kinds.js';
import { writeArchiveFormat } from './archive-format.js';
import { writeClientIssueCodes } from './client-issue-codes.js';
import { writeClientKinds } from './client-kinds.js';
import { writeClientModes } from './client-modes.js';
import { writeDeployExamples } from './deploy-examples.js';
import { writeFaultTable } from './fault-table.js';
import { freezeDescription, writeFormatVersions } from './format-versions.js';
import { writeLimits } from './limits.js';
import { writeMigrationList } from './migration-list.js';
import { writeOpenApi } from './openapi.js';
import { writePerformanceTables } from './performance-tables.js';

const LIMITS = 'docs/limits.md';
const PERFORMANCE = 'docs/performance.md';
const SIZING = 'docs/sizing.md';
const SECURITY = 'docs/security.md';
const CLIENT_ISSUE_CODES = 'apps/client/src/api/issue-codes.ts';
const CLIENT_KINDS = 'apps/client/src/api/kinds.ts';
const CLIENT_MODES = 'apps/client/src/api/modes.ts';

const check = process.argv.includes('--check');
if (!check) await freezeDescription(CAROL_GRAPH);

const documents: Readonly<Record<string, string>> = {
  'docs/archive-format.md': writeArchiveFormat(CAROL_GRAPH),
  'docs/formats/README.md': await writeFormatVersions(CAROL_GRAPH),
  [LIMITS]: await writeLimits(LIMITS),
  'docs/openapi.json': await writeOpenApi(),
  [CLIENT_ISSUE_CODES]: await writeClientIssueCodes(
    [...Object.values(ISSUE_CODES).flat(), ...WARNING_CODES],
    CLIENT_ISSUE_CODES,
  ),
  [CLIENT_KINDS]: await writeClientKinds(CAROL_GRAPH, CLIENT_KINDS),
  [CLIENT_MODES]: await writeClientModes(MODES, CLIENT_MODES),
  'migrations/index.ts': await writeMigrationList(),
  [PERFORMANCE]: await writePerformanceTables(await readFile(PERFORMANCE, 'utf8'), PERFORMANCE),
  [SIZING]: await writePerformanceTables(await readFile(SIZING, 'utf8'), SIZING),
  [SECURITY]: await writeFaultTable(await readFile(SECURITY, 'utf8'), SECURITY),
  ...(await writeDeployExamples()),
};

for (const [path, text] of Object.entries(documents)) {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === text) continue;
  if (check) {
    console.error(`${path} is not what the code says. Run: npm run docs`);
    process.exitCode = 1;
  } else {
    await writeFile(path, text);
    console.log(`${path} is written`);
  }
}
