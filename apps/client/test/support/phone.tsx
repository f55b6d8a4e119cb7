/** A phone around the card: its native modules are Expo's own mocks, its network is what a test says. */
import { expect, jest } from '@jest/globals';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react-native';
import { getDocumentAsync } from 'expo-document-picker';
import { File, Paths } from 'expo-file-system';
import { isAvailableAsync, shareAsync } from 'expo-sharing';
import '../../src/i18n/i18n';
import { AccountCard } from '../../src/session/account-card';
import { SessionProvider, useSession } from '../../src/session/session-provider';
import { SignInForm } from '../../src/session/sign-in-form';
import { userOf } from '../../src/session/session-state';
import { pendingImports } from '../../src/your-data/pending-import';
import { YourDataCard } from '../../src/your-data/your-data-card';
import { YourDataProvider } from '../../src/your-data/your-data-provider';

/** Picker and share sheet are the operating system's: what they answer is what a person did. */
jest.mock('expo-document-picker', () => ({ getDocumentAsync: jest.fn() }));
jest.mock('expo-sharing', () => ({ isAvailableAsync: jest.fn(), shareAsync: jest.fn() }));

export interface Sent {
  readonly url: string;
  readonly options: {
    readonly headers: Readonly<Record<string, string>>;
    readonly parameters: Readonly<Record<string, string>>;
    readonly fieldName: string;
    readonly sessionType: string;
  };
}
interface Task {
  emit(event: 'progress', data: object): void;
}
export type Upload = (this: Task, sent: Sent) => Promise<{ status: number; body: string }>;
type Download = (this: Task, url: string, to: { uri: string }) => Promise<string>;

/** The native ends of the tasks, which Expo's mock of the module hands out. */
const nowhere = new File(Paths.cache, 'nowhere');
const uploadTask = nativeEndOf(nowhere.createUploadTask('https://carol.example'));
const downloadTask = nativeEndOf(File.createDownloadTask('https://carol.example', nowhere));

/** What the card would show, and the form before it, without a navigator around. */
function App() {
  const { state } = useSession();
  if (userOf(state) === null) return <SignInForm />;
  return (
    <>
      <AccountCard />
      <YourDataCard />
      {state.status === 'expired' ? <SignInForm /> : null}
    </>
  );
}

export const USER = { id: 'u1', email: 'demo@carol.example' };
export const TOKEN = 'carol_pat_1';

export function renderApp(): void {
  render(
    <SessionProvider>
      <YourDataProvider>
        <App />
      </YourDataProvider>
    </SessionProvider>,
  );
}

/** Signed in at https://carol.example with a token. */
export async function startSignedIn(): Promise<void> {
  rows.answer = () => NO_ROWS;
  answerLookUps(() => answer(404, { type: '/problems/not-found', status: 404 }));
  await pendingImports.forget();
  renderApp();
  await signIn();
  await screen.findByText('Signed in as demo@carol.example');
}

/** What the service answers when it is asked for an import by its key. @returns the methods of the questions */
export function answerLookUps(lookUp: (key: string, method: string) => Response): readonly string[] {
  const asked: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (address, options) => {
    const id = /\/api\/import\/([0-9a-f-]{36})$/.exec(String(address))?.[1];
    if (id === undefined) return answer(200, { user: USER });
    const method = options?.method ?? 'GET';
    asked.push(method);
    return lookUp(id, method);
  });
  return asked;
}

export async function signIn(): Promise<void> {
  fireEvent.changeText(screen.getByLabelText(/^Server address/), 'carol.example');
  fireEvent.changeText(screen.getByLabelText(/^Personal access token/), TOKEN);
  await press('Sign in');
}

export async function press(label: string | RegExp): Promise<void> {
  const button = await screen.findByRole('button', { name: label });
  await waitFor(() => expect(button).toBeEnabled());
  // What a press sets off may settle before the next line of a test looks.
  await act(async () => void fireEvent.press(button));
}

const NO_ROWS = { status: 200, body: '{"end":true,"items":0}\n' };
const rows = { answer: (_asked: Sent): { status: number; body: string } => NO_ROWS };

/** Whoever asks for a preview row by row gets these lines; nothing by default. @returns the questions */
export function answerRows(lines: (asked: Sent) => readonly object[]): readonly Sent[] {
  const asked: Sent[] = [];
  rows.answer = (sent) => {
    asked.push(sent);
    return {
      status: 200,
      body: lines(sent)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    };
  };
  return asked;
}

/** Each upload answers with the next of these; every one is recorded, but for those that ask for rows. */
export function answerUploads(...answers: readonly Upload[]): readonly Sent[] {
  const sent: Sent[] = [];
  jest.spyOn(uploadTask, 'start').mockImplementation(async function (this: unknown, ...given: unknown[]) {
    const [url, , options] = given as [string, unknown, Sent['options']];
    if (options.headers['Accept']?.startsWith('application/x-ndjson')) return rows.answer({ url, options });
    sent.push({ url, options });
    return answers[sent.length - 1]!.call(this as Task, { url, options });
  });
  return sent;
}

export const replies =
  (status: number, body: object | string): Upload =>
  async () => ({ status, body: typeof body === 'string' ? body : JSON.stringify(body) });

export function answerDownload(download: Download): void {
  jest.spyOn(downloadTask, 'start').mockImplementation(async function (this: unknown, ...given: unknown[]) {
    return download.call(this as Task, given[0] as string, given[1] as { uri: string });
  });
}

/** The uris handed to the share sheet. */
export function watchSharing(): readonly string[] {
  const shared: string[] = [];
  jest.mocked(isAvailableAsync).mockResolvedValue(true);
  jest.mocked(shareAsync).mockImplementation(async (uri) => void shared.push(uri));
  return shared;
}

/** The person picks a file that lies in the cache. */
export async function chooseFile(name = 'backup.tar.gz'): Promise<void> {
  const file = new File(Paths.cache, name);
  if (!file.exists) file.create();
  file.write(new Uint8Array(1000));
  jest.mocked(getDocumentAsync).mockResolvedValue({
    canceled: false,
    assets: [{ name, size: 1000, uri: file.uri, lastModified: 0 }],
  });
  await press(/^Choose (a|another) file$/);
}

function nativeEndOf(task: object): { start: (...given: unknown[]) => Promise<unknown> } {
  return Object.getPrototypeOf((task as { _nativeTask: object })._nativeTask);
}

export function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status });
}
