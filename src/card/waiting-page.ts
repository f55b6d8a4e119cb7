/** The page at `/` while there is no card: it says why, and turns into the card by itself. */
import type { CardState } from './card-build.js';

const TEXTS: Readonly<
  Record<
    Exclude<CardState, 'ready'>,
    { readonly title: string; readonly text: string; readonly again: boolean }
  >
> = {
  building: {
    title: "I'm getting ready",
    text: 'My pages are being built, which happens once and takes about a minute. This page turns into them by itself.',
    again: true,
  },
  failed: {
    title: "I can't show my pages",
    text: 'Building them failed. Whoever runs this instance finds the reason with <code>npm run build -w @carol/client</code>. The API works without them.',
    again: false,
  },
  absent: {
    title: 'Only the server is installed here',
    text: 'The API works, and <a href="/api/docs">its pages</a> say how. To have mine too, run <code>npm install</code> without leaving out workspaces, and start again.',
    again: false,
  },
};

/** Self-contained HTML; asks again every two seconds while something is being built. */
export function waitingPage(state: Exclude<CardState, 'ready'>): string {
  const { title, text, again } = TEXTS[state];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${again ? '<meta http-equiv="refresh" content="2">' : ''}
<title>Carol</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.0625rem/1.6 system-ui, sans-serif; background: Canvas; color: CanvasText }
main { max-width: 32rem; padding: 2rem }
h1 { font-size: 1.5rem; margin: 0 0 .5rem }
code { font-size: .95em }
</style>
</head>
<body>
<main role="status"><h1>${title}</h1><p>${text}</p></main>
</body>
</html>
`;
}
