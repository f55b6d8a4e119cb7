/** js-yaml's reasons in our own words: its own may quote the document. */
import type { YAMLException } from 'js-yaml';
import type { YamlIssue } from './nodes.js';

type Words = readonly [code: YamlIssue['code'], detail: string];

const INDENTATION =
  'The indentation does not fit. Align this line with its neighbours, and put a text of several lines into quotes or a block (|).';
const TAB = 'A tab stands where the indentation must be spaces. Replace it with spaces.';
const TAG = 'This tag is not understood. Remove the word that begins with an exclamation mark.';
const UNCLOSED = 'A quote or bracket is opened and not closed. Close it.';
const MARKER = 'There is something else than one document here. Remove what is not part of it.';

/** By the beginning of js-yaml's reason. */
const REASONS: readonly (readonly [reason: string, words: Words])[] = [
  ['nesting exceeded', ['depth', 'This is nested too deep. Make it flatter.']],
  ['null byte', ['syntax', 'A NUL character stands here. Remove it.']],
  [
    'the stream contains non-printable',
    ['syntax', 'A control character stands here. Remove it, or write it as an escape in double quotes.'],
  ],
  [
    'expected valid JSON character',
    ['syntax', 'A control character stands here. Remove it, or write it as an escape in double quotes.'],
  ],
  ['tab characters', ['syntax', TAB]],
  ['bad indentation', ['syntax', INDENTATION]],
  [
    'deficient indentation',
    ['syntax', 'This line continues a quoted text or a bracket and must be indented. Indent it.'],
  ],
  ['unexpected end of', ['syntax', UNCLOSED]],
  ['unknown escape', ['syntax', 'This escape is not known in double quotes. Write a backslash as two.']],
  [
    'expected hexadecimal',
    ['syntax', 'An escape lacks hexadecimal digits. Complete it, or write a backslash as two.'],
  ],
  ['missed comma', ['syntax', 'A comma is missing between two items. Add it.']],
  ['expected the node content', ['syntax', 'There is a comma with nothing before it. Remove it.']],
  ['a whitespace character is expected', ['syntax', 'A space is missing after the colon of a key. Add it.']],
  ["expected ':'", ['syntax', 'A key lacks its colon. Add it, or put the text into quotes.']],
  [
    'can not read a block mapping',
    ['syntax', 'A key goes over several lines, or lacks its colon. Write it on one line with a colon.'],
  ],
  [
    'a line break is expected',
    ['syntax', 'Something follows the sign that begins a block of text. Put the text on the next line.'],
  ],
  [
    'bad explicit indentation',
    ['syntax', 'The indentation of this block of text cannot be zero. Remove the digit.'],
  ],
  ['repeat of', ['syntax', 'The sign that begins this block of text is not understood. Write | or |-.']],
  ['tag ', ['tag', TAG]],
  ['named tag', ['tag', TAG]],
  ['undeclared tag', ['tag', TAG]],
  ['duplication of a tag', ['tag', TAG]],
  ['duplication of an anchor', ['syntax', 'A value has two anchors. Keep one.']],
  ['name of an', ['syntax', 'An anchor or alias lacks its name. Put the text into quotes if it is one.']],
  [
    'alias node',
    ['alias', 'An alias stands for a whole value and can have no tag or anchor. Remove what is before it.'],
  ],
  ['end of the stream', ['syntax', MARKER]],
  ['directive', ['syntax', 'A line that begins with a percent sign is not understood. Remove it.']],
];

/**
 * What js-yaml threw as an issue; `firstLine` is the number of the line that the parsed text begins with.
 * The exception holds the whole text: it must not be logged.
 */
export function syntaxIssue(error: YAMLException, firstLine: number): YamlIssue {
  const reason = error.reason;
  const [code, detail] = REASONS.find(([beginning]) => reason.startsWith(beginning))?.[1] ?? [
    'syntax',
    'This is not valid YAML. If it is meant as text, put it into quotes.',
  ];
  return { line: firstLine + (error.mark?.line ?? 0), column: (error.mark?.column ?? 0) + 1, code, detail };
}
