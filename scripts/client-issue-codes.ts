/** apps/client/src/api/issue-codes.ts, written from the closed set of the codes of errors and warnings: what the card asks words for. */
import { format, resolveConfig } from 'prettier';

/** @param path where it will stand: it is formatted as everything there */
export async function writeClientIssueCodes(codes: readonly string[], path: string): Promise<string> {
  const text = `/** Generated from the service's codes by "npm run docs": what can be wrong at a place of an archive, or good to know. */

export const ISSUE_CODES = ${JSON.stringify([...new Set(codes)])} as const;
export type IssueCode = (typeof ISSUE_CODES)[number];
`;
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
