/** apps/client/src/api/modes.ts, written from the tables of the modes: what the card asks about before it imports. */
import { format, resolveConfig } from 'prettier';
import type { ModeRegistry } from '../src/portability/kinds.js';

/** @param path where it will stand: it is formatted as everything there */
export async function writeClientModes(modes: ModeRegistry, path: string): Promise<string> {
  const lines = Object.entries(modes).map(([name, { rows }]) => `${name}: ${rows.absent === 'delete'}`);
  const text = `/** Generated from the tables of the service's modes by "npm run docs": which of them delete. */
import type { ImportMode } from './types';

/** Whether a mode deletes what a person has and the archive does not hold. */
export const DELETES = { ${lines.join(', ')} } as const satisfies Readonly<Record<ImportMode, boolean>>;
`;
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
