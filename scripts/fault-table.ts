/** The table of faults in docs/security.md, from the harness' own. */
import { format, resolveConfig } from 'prettier';
import { faultTable, OPERATIONS } from '../test/faults/catalogue.js';
import { cell } from './markdown.js';

const BEGIN = '<!-- faults: npm run docs -->';
const END = '<!-- /faults -->';

/**
 * @param document what stands there now
 * @returns it with the table as it should be, formatted as everything here
 * @throws Error where its place is not marked
 */
export async function writeFaultTable(document: string, path: string): Promise<string> {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${path} has no place for the table of faults`);
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const table = [
    line(['fault', 'what happens', 'to', 'promise', 'test']),
    line(['---', '---', '---', '---', '---']),
    ...faultTable().map(line),
  ];
  const operations = Object.values(OPERATIONS).map((says) => `- ${says}`);
  const text = [BEGIN, '', ...operations, '', ...table, '', END].join('\n');
  const whole = document.slice(0, begin) + text + document.slice(end + END.length);
  return format(whole, { ...(await resolveConfig(path)), filepath: path });
}
