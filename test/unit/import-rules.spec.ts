/** Every rule of .dependency-cruiser.cjs catches what it is there for: a small source tree breaks each of them once. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const CONFIGURATION = resolve('.dependency-cruiser.cjs');
const { forbidden } = createRequire(CONFIGURATION)(CONFIGURATION) as {
  readonly forbidden: readonly { readonly name: string }[];
};

/** A file that breaks a rule, and its text; what it imports is made empty where it is a file of the tree. */
const BREACHES: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'no-cycles': ['src/carol/a.ts', `import './b.js';`],
  'no-orphans': ['src/alone.ts', 'export {};'],
  'no-unresolved': ['src/health/lost.ts', `import './nowhere.js';`],
  'dependencies-only': ['src/health/tests.ts', `import 'jest';`],
  'engine-names-no-entity': ['src/portability/errors.ts', `import '../carol/kinds/skills.js';`],
  'engine-has-four-doors': ['src/health/a.ts', `import '../portability/import/plan.js';`],
  'tests-come-in-by-the-doors': ['test/http/a.spec.ts', `import '../../src/portability/import/plan.js';`],
  'engine-knows-no-door': ['src/portability/import/i.ts', `import '../kinds.js';`],
  'laws-are-for-tests': ['src/web-client/a.ts', `import '../portability/testing.js';`],
  'kinds-load-nothing': ['src/portability/kinds.ts', `import '@nestjs/common';`],
  'export-and-import-never-meet': ['src/portability/export/a.ts', `import '../import/plan.js';`],
  'import-and-export-never-meet': ['src/portability/import/b.ts', `import '../export/spool.js';`],
  'container-is-bytes': ['src/portability/container/a.ts', `import '../archive/manifest.js';`],
  'storage-is-below': ['src/portability/storage/a.ts', `import '../import/plan.js';`],
  'kinds-are-data': ['src/carol/kinds/a.ts', `import '../entities/job.js';`],
  'entities-are-flat': ['src/carol/entities/a.ts', `import '../kinds/skills.js';`],
  'parts-stand-side-by-side': ['src/accounts/a.ts', `import '../carol/kinds/skills.js';`],
  'archive-is-pure': ['src/portability/archive/a.ts', `import 'node:fs';`],
  'only-js-yaml': ['src/portability/import/c.ts', `import 'js-yaml';`],
  'only-file-type': ['src/portability/import/d.ts', `import 'file-type';`],
  'only-tar-stream': ['src/portability/export/b.ts', `import 'node:zlib';`],
  'only-aws-sdk': ['src/portability/storage/blobs/fs.ts', `import '@aws-sdk/client-s3';`],
  'only-pg': ['src/portability/import/e.ts', `import 'pg-copy-streams';`],
  'only-typeorm': ['src/portability/import/f.ts', `import 'typeorm';`],
  'only-express': ['src/portability/import/g.ts', `import 'express';`],
  'only-tus-server': ['src/portability/import/j.ts', `import '@tus/server';`],
  'only-worker_threads': ['src/portability/import/h.ts', `import 'node:worker_threads';`],
};

const IMPORTED = [
  'src/carol/kinds/skills.ts',
  'src/carol/entities/job.ts',
  'src/portability/archive/manifest.ts',
  'src/portability/export/spool.ts',
  'src/portability/import/plan.ts',
  'src/portability/testing.ts',
];

describe('the import rules', () => {
  let tree: string;
  let violations: readonly Violation[];

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'carol-imports-'));
    const write = async (file: string, text: string): Promise<void> => {
      await mkdir(join(tree, dirname(file)), { recursive: true });
      await writeFile(join(tree, file), text);
    };
    for (const [file, text] of Object.values(BREACHES)) await write(file, text);
    for (const file of IMPORTED) await write(file, 'export {};');
    await write('src/carol/b.ts', `import './a.js';`);
    await write('tsconfig.json', '{ "compilerOptions": { "module": "nodenext" } }');
    await write('package.json', '{ "type": "module", "devDependencies": { "jest": "*" } }');
    await symlink(resolve('node_modules'), join(tree, 'node_modules'));
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        CONFIGURATION,
        '--output-type',
        'json',
        'src',
        'test',
      ],
      { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (!stdout.startsWith('{')) throw new Error(stderr);
    violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  });

  afterAll(() => rm(tree, { recursive: true, force: true }));

  it('each have a breach below', () => {
    expect(Object.keys(BREACHES)).toEqual(forbidden.map(({ name }) => name));
  });

  it.each(Object.entries(BREACHES))('%s is caught', (name, [file]) => {
    expect(violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)).toContain(name);
  });
});
