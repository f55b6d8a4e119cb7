/** Hands what is in memory to the browser's downloads. */

/** How long the browser may take to start saving before the blob is let go, in ms. */
const RELEASE_AFTER = 60_000;

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.style.display = 'none';
  document.body.appendChild(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER);
}
