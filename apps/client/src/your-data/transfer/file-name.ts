/** Names for downloaded files. */

/** The plain `filename` of a Content-Disposition header (RFC 6266), when it is harmless; else null. */
export function fileNameFrom(contentDisposition: string | null): string | null {
  const match = /;\s*filename="?([^";]+)"?/i.exec(contentDisposition ?? '');
  const name = match?.[1]?.trim() ?? '';
  return /^[\w][\w.-]*$/.test(name) ? name : null;
}

/** `carol-export-<YYYY-MM-DD>.tar.gz`, in the person's own calendar. */
export function exportFileName(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `carol-export-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.tar.gz`;
}
