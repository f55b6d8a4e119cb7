/** Bringing data in on a phone, from the chosen file to the result or the reason why not. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fireEvent, screen } from '@testing-library/react-native';
import { effectsOf, ISSUE, PREVIEW, problemBody, RESULT } from './support/samples';
import {
  answer,
  answerLookUps,
  answerUploads,
  chooseFile,
  press,
  renderApp,
  replies,
  signIn,
  startSignedIn,
  TOKEN,
  type Upload,
} from './support/phone';

beforeEach(startSignedIn);
afterEach(() => {
  jest.restoreAllMocks();
});

const preview = replies(200, PREVIEW);
const stale = replies(409, problemBody('preview-stale', 409));
const chooseReplace = async () => fireEvent.press(await screen.findByRole('radio', { name: /^Replace/ }));

describe('the summary', () => {
  it('tells what the file is and what each mode would do', async () => {
    answerUploads(preview);
    await chooseFile();
    expect(await screen.findByText('It holds 3 jobs, 12 people and 4 photos and files.')).toBeTruthy();
    expect(screen.getByText(/^Exported on November 20, 2026 at .* by Carol 1\.0\.0\.$/)).toBeTruthy();
    expect(screen.getAllByRole('radio')).toHaveLength(4);
    expect(screen.getByRole('radio', { name: /^Merge/ })).toBeChecked();
    expect(screen.getByText('1 new, 3 deleted and 11 unchanged')).toBeTruthy();
    expect(screen.getByText('Nothing will be deleted.')).toBeTruthy();
  });

  it('names what Replace deletes, and sends nothing before the second confirmation', async () => {
    const sent = answerUploads(preview, replies(200, RESULT));
    await chooseFile();
    await chooseReplace();
    expect(screen.getByText('I’ll delete 2 people and 1 note that aren’t in this file.')).toBeTruthy();
    await press('Replace my data');
    expect(await screen.findByText('Replace what you have here?')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Download a copy first' })).toBeTruthy();
    expect(sent).toHaveLength(1);
    await press('Yes, replace and delete 3 entries');
    expect(await screen.findByText('I’ve replaced your data with backup.tar.gz.')).toBeTruthy();
    expect(sent[1]).toMatchObject({
      url: 'https://carol.example/api/import',
      options: {
        parameters: { mode: 'replace', confirm: PREVIEW.plan?.replace },
        fieldName: 'file',
        headers: { Authorization: `Bearer ${TOKEN}` },
      },
    });
  });

  it('takes no double click on Replace for a confirmation', async () => {
    const sent = answerUploads(preview, replies(200, RESULT));
    await chooseFile();
    await chooseReplace();
    await press('Replace my data');
    const yes = await screen.findByRole('button', { name: 'Yes, replace and delete 3 entries' });
    expect(yes).toBeDisabled();
    fireEvent.press(yes);
    expect(sent).toHaveLength(1);
  });

  it('says so when Replace deletes nothing', async () => {
    answerUploads(
      replies(200, { ...PREVIEW, effects: { ...PREVIEW.effects, replace: PREVIEW.effects.merge } }),
    );
    await chooseFile();
    await chooseReplace();
    expect(
      screen.getByText('Nothing will be deleted: everything you have is in this file too.'),
    ).toBeTruthy();
  });

  it('does not offer a mode that cannot take the file, and tells why', async () => {
    const warning = {
      ...ISSUE,
      mode: 'copies' as const,
      detail: 'Copies cannot be made of a file that points to rows of yours.',
    };
    const body = {
      ...PREVIEW,
      warnings: [warning],
      warningCount: 1,
      effects: { ...PREVIEW.effects, copies: null },
    };
    answerUploads(replies(200, body));
    await chooseFile();
    const copies = await screen.findByRole('radio', { name: /^Import as copies/ });
    expect(copies).toBeDisabled();
    expect(screen.getAllByText(warning.detail)).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  it('lists the mistakes of a file with place and reason, and how many there are in all', async () => {
    const errors = Array.from({ length: 25 }, (_, index) => ({ ...ISSUE, line: index + 1 }));
    answerUploads(replies(200, { ...PREVIEW, valid: false, effects: null, errors, errorCount: 1400 }));
    await chooseFile();
    expect(await screen.findByText('1,400 mistakes')).toBeTruthy();
    expect(screen.getByText('These are the first 25 of 1,400.')).toBeTruthy();
    expect(screen.getAllByText(`Birthday: ${ISSUE.detail}`)).toHaveLength(1);
    expect(screen.getByText('Found 25 times:')).toBeTruthy();
    expect(screen.getAllByText(/^people\.yaml, line/)).toHaveLength(3);
    await press(/^Show all 25/);
    expect(screen.getAllByText(/^people\.yaml, line/)).toHaveLength(25);
  });

  it.each([
    [replies(409, problemBody('import-in-progress', 409)), /Another import of yours is still running/],
    [replies(502, '<html></html>'), /answered something I don’t understand/],
    [
      async () => Promise.reject(new Error('The network connection was lost.')),
      /lost the connection while taking in/,
    ],
  ])('is said in a sentence, and the file stays chosen', async (answer, sentence) => {
    answerUploads(answer, preview);
    await chooseFile();
    expect(await screen.findByText(sentence)).toBeTruthy();
    expect(screen.getByText('backup.tar.gz is still chosen.')).toBeTruthy();
    await press('Try again');
    expect(await screen.findByText('What’s in this file')).toBeTruthy();
  });

  const lostAfterSending: Upload = async function () {
    this.emit('progress', { bytesSent: 1200, totalBytes: 1200 });
    throw new Error('The network connection was lost.');
  };

  it('finds out by its key what became of an import whose answer was lost', async () => {
    const asked: string[] = [];
    answerLookUps((id) => {
      asked.push(id);
      return answer(200, { ...RESULT, mode: 'merge' });
    });
    const sent = answerUploads(preview, lostAfterSending);
    await chooseFile();
    await press('Merge this file');
    expect(await screen.findByText('I’ve merged backup.tar.gz.')).toBeTruthy();
    expect(asked).toEqual([sent[1]!.options.headers['Idempotency-Key']]);
  });

  const status = (phase: string, done: number, total: number | null) =>
    answer(202, { state: 'running', phase, done, total });

  it('tells how far the service is, and stops it when asked to', async () => {
    let answers = () => status('store', 1, 4);
    const asked = answerLookUps((_id, method) => {
      if (method === 'DELETE')
        answers = () =>
          new Response(problemBody('import-cancelled', 409, { outcome: 'failed' }), { status: 409 });
      return answers();
    });
    const sent = answerUploads(
      preview,
      replies(202, { state: 'running', phase: 'read', done: 0, total: null }),
    );
    await chooseFile();
    await press('Merge this file');
    expect(sent[1]!.options.headers).toMatchObject({ Prefer: 'respond-async' });
    const bar = await screen.findByLabelText('I’m storing photos and files');
    expect(bar.props['aria-valuenow']).toBe(25);
    await press('Stop');
    expect(await screen.findByText('You stopped it. Nothing has changed.')).toBeTruthy();
    expect(asked).toContain('DELETE');
  });

  it('finds an import again that was sent before the app was closed', async () => {
    answerLookUps(() => status('write', 0, null));
    answerUploads(preview, replies(202, { state: 'running', phase: 'read', done: 0, total: null }));
    await chooseFile();
    await press('Merge this file');
    await screen.findByText('I’m writing everything down');
    screen.unmount();
    answerLookUps(() => answer(200, { ...RESULT, mode: 'merge' }));
    renderApp();
    await signIn();
    expect(await screen.findByText('I’ve merged backup.tar.gz.')).toBeTruthy();
    await press('Bring in another file');
    expect(await screen.findByRole('button', { name: 'Choose a file' })).toBeTruthy();
  });

  it('does not take another import that runs for its own', async () => {
    answerUploads(preview, replies(409, problemBody('import-in-progress', 409)));
    await chooseFile();
    await press('Merge this file');
    expect(await screen.findByText(/Another import of yours is still running/)).toBeTruthy();
  });

  it('says that nothing has changed when the service knows of no such import', async () => {
    answerUploads(preview, lostAfterSending);
    await chooseFile();
    await press('Merge this file');
    expect(await screen.findByText(/so I asked again: nothing was brought in/)).toBeTruthy();
  });

  it('looks again by itself when the file is not the one that was previewed', async () => {
    const other = { ...PREVIEW, archive: { ...PREVIEW.archive, sha256: 'ef'.repeat(32) } };
    const sent = answerUploads(preview, stale, replies(200, other));
    await chooseFile();
    await press('Merge this file');
    expect(await screen.findByText(/^The file had changed since I looked at it/)).toBeTruthy();
    const paths = ['/api/import/preview', '/api/import', '/api/import/preview'];
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(paths);
  });

  it('shows what has changed when other entries would be deleted than were agreed to, and asks again', async () => {
    const replace = effectsOf({ people: { create: 1, delete: 16 }, notes: { delete: 1 } });
    const now = replies(200, { ...PREVIEW, effects: { ...PREVIEW.effects, replace } });
    answerUploads(preview, stale, now, stale, now);
    await chooseFile();
    await chooseReplace();
    await press('Replace my data');
    await press('Yes, replace and delete 3 entries');
    expect(await screen.findByText('People: 16 deleted, before it was 2')).toBeTruthy();
    await press('Replace my data');
    await press('Yes, replace and delete 17 entries');
    expect(await screen.findByText(/^The numbers are the same, but/)).toBeTruthy();
  });

  it('carries on with the chosen file once the same person has signed in again', async () => {
    const sent = answerUploads(preview, replies(401, problemBody('unauthenticated', 401)), preview);
    await chooseFile();
    await press('Merge this file');
    expect(await screen.findByText(/^You were signed out meanwhile\. Nothing has changed\./)).toBeTruthy();
    expect(screen.getByText('backup.tar.gz is still chosen.')).toBeTruthy();
    await signIn();
    expect(await screen.findByText('What’s in this file')).toBeTruthy();
    expect(sent).toHaveLength(3);
  });
});
