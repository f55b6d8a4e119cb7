/** Reads literal blocks of canonical YAML. */
import { type FastScanner, HAND_OVER, isSuspicious } from './fast-scanner.js';
import type { Scalar } from './nodes.js';
import { unusableText } from './texts.js';

const LINE_FEED = 0x0a;
const TAB = 0x09;
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;

/** A literal block from its `|` on to the beginning of the line behind it; `parent` is the column of its key or dash, from 0. */
export function readLiteral(scanner: FastScanner, parent: number): Scalar {
  const { text, line, offset: start, lineStart } = scanner;
  const digit = text.charCodeAt(++scanner.offset) - 0x30;
  const explicit = digit >= 1 && digit <= 9;
  if (explicit) scanner.offset++;
  const chomping = text.charCodeAt(scanner.offset);
  if (chomping === PLUS || chomping === MINUS) scanner.offset++;
  scanner.endLine();
  const lines = readLines(scanner, explicit ? parent + digit : -1, parent);
  let content = lines.length;
  while (content > 0 && lines[content - 1] === '') content--;
  if (content === 0) throw HAND_OVER;
  const blank = lines.length - content;
  lines.length = content;
  const ending = chomping === MINUS ? '' : chomping === PLUS ? '\n'.repeat(blank + 1) : '\n';
  const value = lines.join('\n') + ending;
  if (unusableText(value, scanner.stringBytes) !== undefined) throw HAND_OVER;
  scanner.nodes++;
  return { type: 'scalar', value, style: 'quoted', tag: 'str', line, column: start - lineStart + 1 };
}

function readLines(scanner: FastScanner, indentation: number, parent: number): string[] {
  const { text } = scanner;
  const lines: string[] = [];
  let column = indentation;
  let offset = scanner.offset;
  while (offset < text.length) {
    let content = offset;
    while (text.charCodeAt(content) === SPACE && (column === -1 || content < offset + column)) content++;
    if (text.charCodeAt(content) === LINE_FEED) {
      if (column === -1 && content > offset) throw HAND_OVER;
      lines.push('');
      offset = content + 1;
      continue;
    }
    if (column === -1) {
      if (content - offset <= parent) throw HAND_OVER;
      column = content - offset;
    }
    if (content < offset + column) break;
    const end = text.indexOf('\n', content);
    for (let index = content; index < end; index++) {
      const code = text.charCodeAt(index);
      if ((code < SPACE && code !== TAB) || isSuspicious(code)) throw HAND_OVER;
    }
    lines.push(text.slice(content, end));
    offset = end + 1;
  }
  scanner.offset = offset;
  scanner.line += lines.length;
  return lines;
}
