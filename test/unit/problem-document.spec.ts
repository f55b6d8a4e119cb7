/** Whatever is thrown becomes a problem document, which repeats no value. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import multer from 'multer';
import { Readable } from 'node:stream';
import { PROBLEMS, PROBLEM_SLUGS } from '../../src/portability/index.js';
import { toProblem } from '../../src/portability/http/problems/problem-document.js';

const SECRET = 'XyzzySecretValue';

describe('a failure of multer', () => {
  const send = (body: string, boundary = 'b'): Promise<unknown> =>
    new Promise((resolve) => {
      const request = Object.assign(Readable.from([body]), {
        method: 'POST',
        headers: {
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': `${body.length}`,
        },
      });
      const upload = multer({ limits: { fileSize: 4, fields: 1 } }).single('file');
      upload(request as never, {} as never, (error: unknown) => resolve(error));
    });
  const part = (name: string, extra: string, value: string): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;

  it.each([
    ['a file that is too long', part('file', '; filename="x"', 'much too long'), 'upload-too-large'],
    ['a file of another name', part('other', '; filename="x"', 'x'), 'unexpected-part'],
    ['too many fields', part('a', '', '1') + part('b', '', '2'), 'malformed-multipart'],
  ] as const)('by %s is the client’s', async (_, parts, slug) => {
    expect(toProblem(await send(`${parts}--b--\r\n`), 'id')).toMatchObject({ type: `/problems/${slug}` });
  });

  it('by a body that ends too early is the client’s', async () => {
    expect(toProblem(await send(part('file', '; filename="x"', 'x').slice(0, -4)), 'id')).toMatchObject({
      type: '/problems/malformed-multipart',
    });
  });
});

describe('an error of any kind', () => {
  it('becomes a problem of the table, and no value of it is repeated', () => {
    const thrown = fc.oneof(
      fc.anything(),
      fc
        .record({ message: fc.string(), code: fc.string(), status: fc.anything(), name: fc.string() })
        .map((members) => {
          return Object.assign(new Error(SECRET), members, { message: `${SECRET} ${members.message}` });
        }),
    );
    fc.assert(
      fc.property(thrown, (error) => {
        const problem = toProblem(error, 'id');
        const slug = PROBLEM_SLUGS.find((each) => problem.type === `/problems/${each}`);
        expect(slug && PROBLEMS[slug].status).toBe(problem.status);
        expect(JSON.stringify(problem)).not.toContain(SECRET);
      }),
    );
  });
});
