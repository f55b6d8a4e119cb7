/** The page at `/` while there is no web client: it says why, in the reader's language, and turns into the web client by itself. */
import { createHash } from 'node:crypto';
import type { WebClientState } from './web-client-build.js';

interface Words {
  readonly title: string;
  readonly text: string;
}
export type WaitingState = Exclude<WebClientState, 'ready'>;

const TEXTS = {
  en: {
    building: {
      title: 'I’m getting ready',
      text: 'My pages are being built, which happens once and takes about a minute. This page turns into them by itself.',
    },
    failed: {
      title: 'I can’t show my pages',
      text: 'Building them failed. Whoever runs this instance finds the reason with <code>npm run build -w @carol/client</code>. The API works without them.',
    },
    absent: {
      title: 'Only the server is installed here',
      text: 'The API works, and <a href="/api/docs">its pages</a> say how. To have mine too, run <code>npm install</code> without leaving out workspaces, and start again.',
    },
  },
  de: {
    building: {
      title: 'Ich mache mich bereit',
      text: 'Meine Seiten werden gerade gebaut; das geschieht einmal und dauert etwa eine Minute. Danach werden sie von selbst hier erscheinen.',
    },
    failed: {
      title: 'Ich kann meine Seiten nicht zeigen',
      text: 'Sie ließen sich nicht bauen. Wer diese Instanz betreibt, findet den Grund mit <code>npm run build -w @carol/client</code>. Die API funktioniert auch ohne sie.',
    },
    absent: {
      title: 'Hier ist nur der Server installiert',
      text: 'Die API funktioniert, und <a href="/api/docs">ihre Seiten</a> sagen, wie. Für meine Seiten führe <code>npm install</code> aus, ohne Workspaces wegzulassen, und starte neu.',
    },
  },
} as const satisfies Record<string, Readonly<Record<WaitingState, Words>>>;

export type WaitingLanguage = keyof typeof TEXTS;
export const WAITING_LANGUAGES = Object.keys(TEXTS) as readonly WaitingLanguage[];

/** The header in which the page's own answer names the state. */
export const STATE_HEADER = 'Carol-Card';

/** Asks every two seconds, and loads the page anew once there is another: no reader is interrupted before. */
const SCRIPT = `setInterval(async () => {
  const answer = await fetch(location.pathname, { method: 'HEAD', headers: { accept: 'text/html' } }).catch(() => null);
  if (answer?.ok && answer.headers.get('${STATE_HEADER}') !== 'building') location.reload();
}, 2000);`;

/** What a Content-Security-Policy has to let run on this page: the digest of its one script. */
export const WAITING_SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;

/** Self-contained HTML. @param basePath of the service, such as `/carol`; empty: at the top */
export function waitingPage(state: WaitingState, language: WaitingLanguage, basePath: string): string {
  const { title, text } = TEXTS[language][state];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Carol</title>
<link rel="icon" href="data:,">
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.0625rem/1.6 system-ui, sans-serif; background: #f5f4f0; color: #1e2420 }
main { max-width: 32rem; padding: 2rem }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem }
code { font-size: .95em; overflow-wrap: anywhere }
a { color: #14624c }
@media (prefers-color-scheme: dark) { body { background: #141715; color: #ecefec } a { color: #7fcfb3 } }
</style>
</head>
<body>
<main><h1>${title}</h1><p>${text.replace('"/api/', `"${basePath}/api/`)}</p></main>
${state === 'building' ? `<script>${SCRIPT}</script>` : ''}
</body>
</html>
`;
}
