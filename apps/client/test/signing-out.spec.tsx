/** Signing out on a phone while something has been begun. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { screen } from '@testing-library/react-native';
import { answerUploads, chooseFile, press, replies, signIn, startSignedIn } from './support/phone';
import { PREVIEW } from './support/samples';

beforeEach(startSignedIn);
afterEach(() => {
  jest.restoreAllMocks();
});

it('asks before file and summary are forgotten', async () => {
  answerUploads(replies(200, PREVIEW));
  await chooseFile();
  await screen.findByText('What’s in this file');
  await press('Sign out');
  await press('Stay here');
  expect(screen.queryByText('Sign out now?')).toBeNull();
  expect(screen.getByText('What’s in this file')).toBeTruthy();
  await press('Sign out');
  await press('Sign out all the same');
  await signIn();
  expect(await screen.findByRole('button', { name: 'Choose a file' })).toBeTruthy();
  expect(screen.queryByText('What’s in this file')).toBeNull();
});

it('asks nothing where nothing would be lost', async () => {
  await press('Sign out');
  expect(await screen.findByLabelText(/^Server address/)).toBeTruthy();
});
