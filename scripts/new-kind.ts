/** `npm run new:kind NAME`: writes everything that a new area with one kind needs, and says what is left. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { MIGRATIONS } from '../migrations/index.js';
import { CAROL_ENTITIES } from '../src/carol/entities/index.js';
import { CAROL_KINDS, NEVER_ARCHIVED } from '../src/carol/kinds/index.js';
import { editsFor } from './new-kind/edits.js';
import { nameKind, WishError, type NewKind, type Taken, type Wish } from './new-kind/names.js';
import { demoText, entityText, kindText, migrationText, type MigrationName } from './new-kind/templates.js';

const USAGE = `npm run new:kind -- NAME [options]        for example: npm run new:kind -- certificates --german "Zertifikat, Zertifikate"

  NAME                        several of them, in camel case: the kind, its area and its file in an archive
  --singular NAME             one of them, in camel case: the table and the entity   (guessed from NAME)
  --english "ONE, SEVERAL"    as a sentence calls them                               (from the names)
  --german "ONE, SEVERAL"     the same in German                                     (the English words, to be translated)
  --title KEY                 the key of the text that every row has                 (title)`;

const TAKEN: Taken = {
  names: CAROL_KINDS.flatMap(({ name, area }) => [name, area]),
  tables: [...CAROL_KINDS.map(({ table }) => table), ...Object.keys(NEVER_ARCHIVED)],
  classes: CAROL_ENTITIES.map(({ name }) => name),
};

function wishOf(args: readonly string[]): Wish | undefined {
  const string = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ singular: string, english: string, german: string, title: string },
        help: { type: 'boolean' },
      },
    });
    if (values.help) return undefined;
    const [name, ...others] = positionals;
    if (others.length > 0) throw new WishError(`One name at a time, without ${others.join(', ')}`);
    return { name, ...values };
  } catch (error) {
    throw error instanceof WishError ? error : new WishError((error as Error).message);
  }
}

/** The number after the files', and a time after the classes'. */
async function nextMigration(): Promise<MigrationName> {
  const numbers = (await readdir('migrations')).map((file) => Number(/^(\d{4})-/.exec(file)?.[1] ?? 0));
  const times = MIGRATIONS.map(({ name }) => Number(name.slice(-13)));
  return {
    number: String(Math.max(...numbers) + 1).padStart(4, '0'),
    timestamp: Math.max(...times) + 100_000,
  };
}

/** All files that are made or changed, by path; nothing is written yet. @throws WishError where one is there already */
async function filesOf(kind: NewKind): Promise<ReadonlyMap<string, string>> {
  const migration = await nextMigration();
  const made = {
    [`src/carol/entities/${kind.entityFile}.entity.ts`]: entityText(kind),
    [`migrations/${migration.number}-${kind.file}.ts`]: migrationText(kind, migration),
    [`src/carol/kinds/${kind.file}.kind.ts`]: kindText(kind),
    [`demo/archive/${kind.name}.yaml`]: demoText(kind),
  };
  const files = new Map<string, string>();
  for (const [path, text] of Object.entries(made)) {
    if (existsSync(path)) throw new WishError(`${path} is there already`);
    files.set(path, text);
  }
  for (const [path, edit] of Object.entries(editsFor(kind)))
    files.set(path, edit(await readFile(path, 'utf8')));
  for (const [path, text] of files)
    if (path.endsWith('.ts'))
      files.set(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  return files;
}

function left(kind: NewKind): readonly string[] {
  return [
    ...(kind.isGermanGiven
      ? []
      : [
          `apps/client/src/i18n/de/kinds.ts says “${kind.english[1]}” in English: translate the three places`,
        ]),
    `demo/archive/${kind.name}.yaml has one entry that nobody would believe: write what the demo's person would have`,
    'Further keys: the entity, the migration and the kind, and then npm run docs',
    'CHANGELOG.md, where people notice it',
  ];
}

async function main(): Promise<void> {
  const wish = wishOf(process.argv.slice(2));
  if (!wish) {
    console.log(USAGE);
    return;
  }
  const kind = nameKind(wish, TAKEN);
  const files = await filesOf(kind);
  for (const [path, text] of files) await writeFile(path, text);
  console.log(['Written:', ...files.keys()].join('\n  '));
  const { status } = spawnSync('npm', ['run', '--silent', 'docs'], { stdio: 'inherit' });
  if (status !== 0) throw new WishError('npm run docs failed: mend what it says and run it again');
  console.log(['\nLeft for you:', ...left(kind)].join('\n  '));
  console.log('\nnpm run check is green now; npm test -- test/database/schema.spec.ts looks at the table.');
}

await main().catch((error: unknown) => {
  if (!(error instanceof WishError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
});
