/** Makes pictures small enough to stand in documents, with the browser's own encoder. */
import type { Browser } from 'playwright-core';

/** Bytes of a picture at most: a page of documents stays quick to load. */
export const MOST_BYTES = 100_000;

export async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const base64 = await page.evaluate<string>(`(async () => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.8).split(',')[1];
  })()`);
  await page.close();
  return Buffer.from(base64, 'base64');
}
