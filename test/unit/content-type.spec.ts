/** The type of a file is what its bytes say; a claim refines text and nothing else. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  contentTypeOf,
  detectContentType,
  HEAD_BYTES,
  sniff,
} from '../../src/portability/archive/content-type.js';

const detect = (content: string | Buffer, claimed = '', complete = true): Promise<string> =>
  detectContentType(Buffer.from(content as string), complete, claimed);

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');

describe('a signature', () => {
  it.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['application/pdf', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')],
    ['application/pdf', Buffer.from('%PDF-1.4\n1 0 obj\n<< >>\nendobj\n')],
    ['application/gzip', Buffer.from('1f8b0800000000000003', 'hex')],
    ['text/vcard', Buffer.from('BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\r\nEND:VCARD\r\n')],
    ['application/xml', Buffer.from('<?xml version="1.0"?><resume/>')],
  ])('decides: %s', async (type, bytes) => {
    for (const claimed of ['', type, 'text/plain', 'text/html', 'image/gif']) {
      expect(await detect(bytes, claimed)).toBe(type);
    }
  });

  it.each([
    'BMW and other cars',
    'MZ is a postal code',
    'solid state physics',
    'ID3 tags',
    'SQLite, a report',
    'GIF89a',
  ])('of a few letters makes no image or program of a text: %s', async (text) => {
    expect(await detect(text, 'text/markdown')).toBe('text/markdown');
    expect(await detect(text, 'image/bmp')).toBe('text/plain');
  });

  it('that breaks off is no error', async () => {
    for (const bytes of [PNG, JPEG, Buffer.from('504b0304', 'hex'), Buffer.from('494433040000', 'hex')]) {
      for (let length = 0; length <= bytes.length; length += 1) {
        expect(await detect(bytes.subarray(0, length))).toMatch(/^[a-z]+\/[\w.+-]+$/);
      }
    }
  });
});

describe('markup that a browser runs', () => {
  it.each([
    '<!doctype html><p>hello',
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">',
    '\ufeff\n  <HTML>',
    '<script>alert(1)</script>',
    '<!-- a comment --><script src="x"></script>',
    '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
    '<body\nonload=x>',
    '<iframe/src=x>',
  ])('is HTML whatever is claimed: %s', async (text) => {
    for (const claimed of ['', 'text/plain', 'image/png', 'application/json']) {
      expect(await detect(text, claimed)).toBe('text/html');
    }
  });

  it.each([
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n<svg>',
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [<!ENTITY a "b">]><svg>',
    '<svg:svg xmlns:svg="http://www.w3.org/2000/svg">',
  ])('is SVG whatever is claimed: %s', async (text) => {
    for (const claimed of ['', 'text/plain', 'image/png'])
      expect(await detect(text, claimed)).toBe('image/svg+xml');
  });

  it.each([
    'text/html',
    'text/html; charset=utf-8',
    'TEXT/HTML',
    'text/xml',
    'text/xsl',
    'text/x+xml',
    'image/svg+xml',
  ])('is never taken on a claim alone: %s', async (claimed) => {
    expect(await detect('just words', claimed)).toBe('text/plain');
    expect(await detect('', claimed)).toBe('application/octet-stream');
  });

  it('is not what only resembles it', async () => {
    for (const text of [
      '<!-- markdownlint-disable -->\n# Title',
      '<person>',
      '<https://example.org>',
      '<bold',
      'a <b>c</b>',
    ]) {
      expect(await detect(text, 'text/markdown')).toBe('text/markdown');
    }
  });
});

describe('text', () => {
  it('is what is claimed, without parameters and in lower case', async () => {
    expect(await detect('a,b\n1,2\n', 'Text/CSV; charset=utf-8; header=present')).toBe('text/csv');
    expect(await detect('# Title', ' text/markdown ')).toBe('text/markdown');
  });

  it.each([
    '',
    'nonsense',
    'text/',
    'text/a b',
    'text/x\r\ny: z',
    'image/png',
    'application/octet-stream',
    'text',
    '/',
  ])('is plain where the claim is no text type: %j', async (claimed) => {
    expect(await detect('words', claimed)).toBe('text/plain');
  });

  it('is JSON only where the bytes are', async () => {
    for (const json of ['{"a": 1}', ' [1, 2]\n', '{}', '[]']) {
      expect(await detect(json, 'application/json')).toBe('application/json');
      expect(await detect(json, 'text/plain')).toBe('text/plain');
    }
    for (const not of ['{a: 1}', '{"a": 1,}', '[link](x)', 'words', '{{template}}']) {
      expect(await detect(not, 'application/json')).toBe('text/plain');
    }
  });

  it('is JSON by its beginning where more follows', async () => {
    expect(await detect('[{"a": "b', 'application/json', false)).toBe('application/json');
    expect(await detect('[{"a": "b', 'application/json', true)).toBe('text/plain');
  });

  it('is still text where the head ends within a character', async () => {
    const whole = Buffer.from('naïve 日本 👩‍💻');
    for (let length = 1; length <= whole.length; length += 1) {
      expect(await detect(whole.subarray(0, length), '', false)).toBe('text/plain');
    }
    expect(await detect(whole.subarray(0, whole.length - 1), '', true)).toBe('application/octet-stream');
  });

  it('is not what holds NUL, other control characters or broken UTF-8', async () => {
    for (const bytes of [
      'a\0b',
      'a\x01b',
      'a\x0bb',
      Buffer.from([0x61, 0xff, 0x61]),
      Buffer.from('caf\xe9 au lait', 'latin1'),
    ]) {
      expect(await detect(bytes, 'text/plain')).toBe('application/octet-stream');
    }
    expect(await detect('tab\tline\r\npage\fescape\x1b[0m', '')).toBe('text/plain');
  });
});

describe('an empty file', () => {
  it('is the text that it is claimed to be, else unknown', async () => {
    expect(await detect('', 'text/markdown')).toBe('text/markdown');
    for (const claimed of ['', 'image/png', 'application/json']) {
      expect(await detect('', claimed)).toBe('application/octet-stream');
    }
  });
});

describe('the answer', () => {
  const beginning = fc.constantFrom<Buffer>(
    ...[
      '',
      '{',
      '[',
      '<svg ',
      '<html>',
      '<!--',
      '<?xml ',
      '{"a":',
      'BM',
      '%PDF-',
      'PK\x03\x04',
      'ID3',
      '\ufeff',
    ].map((text) => Buffer.from(text, 'latin1')),
    PNG,
    JPEG,
  );
  const rest = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
  );
  const file = fc.tuple(beginning, rest).map((parts) => Buffer.concat(parts));
  const claim = fc.oneof(
    fc.constantFrom(
      'text/plain',
      'text/html',
      'text/csv;a=b',
      'application/json',
      'image/svg+xml',
      'TEXT/X',
      'text/xml',
      '',
    ),
    fc.string().map((text) => `text/${text}`),
    fc.string(),
  );

  it('stays the same when it is claimed in turn', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.boolean(), claim, async (bytes, complete, claimed) => {
        const first = await detectContentType(bytes, complete, claimed);
        expect(await detectContentType(bytes, complete, first)).toBe(first);
        expect(contentTypeOf(await sniff(bytes, complete), claimed)).toBe(first);
        expect(first).toMatch(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on how much more than the head is at hand', async () => {
    const long = Buffer.from('é'.repeat(HEAD_BYTES));
    expect(await sniff(long, true)).toEqual(await sniff(long.subarray(0, HEAD_BYTES), false));
    expect(await sniff(long.subarray(0, HEAD_BYTES + 1), false)).toEqual(
      await sniff(long.subarray(0, HEAD_BYTES), false),
    );
  });

  it('comes at once for a head that tries to prevent it', async () => {
    for (const text of ['<!--', '<!-- --> ', '<?', '<!doctype x [', ' ', '<!doctype x ', '[', '<']) {
      const head = text.repeat(HEAD_BYTES).slice(0, HEAD_BYTES);
      expect(await detect(head, 'application/json')).toBe('text/plain');
    }
  }, 10_000);
});
