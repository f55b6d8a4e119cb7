/** A file that is refused for what it is, on a phone: what is wrong, what to do, and nothing that would not help. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { screen } from '@testing-library/react-native';
import { ISSUE, problemBody } from './support/samples';
import { answerUploads, chooseFile, replies, startSignedIn } from './support/phone';

beforeEach(startSignedIn);
afterEach(() => {
  jest.restoreAllMocks();
});

const CHANGED = { ...ISSUE, code: 'digest', file: 'people.yaml', line: 1, column: 1, pointer: '#' };
it.each([
  [413, problemBody('upload-too-large', 413, { maximum: 2e9 }), /the server takes up to 2 GB/],
  [
    422,
    problemBody('integrity-mismatch', 422, { detail: ISSUE.detail, errors: [CHANGED], errorCount: 1 }),
    /take the file SHA256SUMS out/,
  ],
])(
  'is said once, with another file to choose and nothing to try again',
  async (status, problem, sentence) => {
    answerUploads(replies(status, problem));
    await chooseFile();
    expect(await screen.findByText(sentence)).toBeTruthy();
    expect(screen.getByText('Choose another file')).toBeTruthy();
    expect(screen.queryByText('Try again')).toBeNull();
    expect(screen.getByText(/^backup\.tar\.gz/)).toBeTruthy();
    expect(screen.queryAllByText(new RegExp(ISSUE.detail)).length).toBeLessThanOrEqual(1);
  },
);
