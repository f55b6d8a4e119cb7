/** migrations/index.ts, written from the files beside it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = 'migrations';

/** Every migration, in the order of the files' numbers; a file without a class of its own helps another. */
export async function writeMigrationList(): Promise<string> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.ts$/.test(name)).sort();
  const migrations: { readonly file: string; readonly name: string }[] = [];
  for (const file of files) {
    const name = /^export class (\w+?\d{13}) /m.exec(await readFile(join(FOLDER, file), 'utf8'))?.[1];
    if (name !== undefined) migrations.push({ file: file.replace(/\.ts$/, '.js'), name });
  }
  return `/** Every migration, in the order in which they run. Generated from the files by "npm run docs". */
${migrations.map(({ file, name }) => `import { ${name} } from './${file}';`).join('\n')}

export const MIGRATIONS = [
${migrations.map(({ name }) => `  ${name},`).join('\n')}
] as const;
`;
}
