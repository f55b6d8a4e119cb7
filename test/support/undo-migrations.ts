/** Takes a database back to before a migration, whatever was added after it. */
import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';

/** Undoes the named migration and every later one. Returns how many these are. */
export async function undoFrom(source: DataSource, name: string): Promise<number> {
  const first = MIGRATIONS.findIndex((migration) => migration.name === name);
  if (first < 0) throw new Error(`There is no migration ${name}`);
  const undone = MIGRATIONS.length - first;
  for (let left = undone; left > 0; left--) await source.undoLastMigration();
  return undone;
}
