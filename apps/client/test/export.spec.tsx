/** Taking a copy on a phone: only a whole file is ever handed on. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { screen } from '@testing-library/react-native';
import { File, Paths } from 'expo-file-system';
import { archiveOf } from './support/archive';
import { answerDownload, press, startSignedIn, watchSharing } from './support/phone';

afterEach(() => {
  jest.restoreAllMocks();
});

const inFolder = (folder: typeof Paths.cache) => folder.list().map((entry) => entry.name);

describe('the export', () => {
  it('shares the file once it is complete, under its real name', async () => {
    await startSignedIn();
    const shared = watchSharing();
    answerDownload(async (_, to) => {
      const file = new File(to.uri);
      file.create();
      file.write(archiveOf({ 'media/a.png': 1_200_000, SHA256SUMS: 90 }));
      return to.uri;
    });
    await press('Download my data');
    expect(
      await screen.findByText(/^Your copy is complete: carol-export-[\d-]+\.tar\.gz, 1\.2 MB\.$/),
    ).toBeTruthy();
    expect(shared).toEqual([expect.stringMatching(/document\/carol-export-[\d-]+\.tar\.gz$/)]);
    expect(inFolder(Paths.cache).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('that breaks off is told as failed, and leaves no file', async () => {
    await startSignedIn();
    const shared = watchSharing();
    answerDownload(async function (_, to) {
      const file = new File(to.uri);
      file.create();
      file.write(new Uint8Array(700_000));
      this.emit('progress', { bytesWritten: 700_000, totalBytes: -1 });
      throw new Error('unexpected end of stream');
    });
    await press('Download my data');
    expect(await screen.findByText('I lost the connection before everything had arrived.')).toBeTruthy();
    expect(
      screen.getByText('I kept nothing of it, so you won’t mistake half a file for a good one.'),
    ).toBeTruthy();
    expect(shared).toEqual([]);
    expect(inFolder(Paths.cache)).toEqual([]);
  });

  it('that ends in good order before the archive does is told as incomplete, and leaves no file', async () => {
    await startSignedIn();
    const shared = watchSharing();
    answerDownload(async (_, to) => {
      const file = new File(to.uri);
      file.create();
      file.write(archiveOf().slice(0, -1));
      return to.uri;
    });
    await press('Download my data');
    expect(await screen.findByText(/^What arrived isn’t all of it/)).toBeTruthy();
    expect(shared).toEqual([]);
    expect(inFolder(Paths.cache)).toEqual([]);
  });

  it('tells a session that ran out from a lost connection', async () => {
    await startSignedIn();
    answerDownload(async () => {
      throw new Error('Unable to download a file: server returned HTTP 401');
    });
    await press('Download my data');
    expect(await screen.findByText(/^You were signed out meanwhile, so there is no copy/)).toBeTruthy();
  });
});
