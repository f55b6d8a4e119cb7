/** What the answer to an export says of itself, and to whom it is given. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import { HttpRefusal } from '../problems/http-refusal.js';

export const ARCHIVE_TYPE = 'application/gzip';

/** The same for GET and HEAD. @param fileName of plain ASCII letters, digits, `.` and `-` */
export const archiveHeaders = (fileName: string): OutgoingHttpHeaders => ({
  'Content-Type': ARCHIVE_TYPE,
  'Content-Disposition': `attachment; filename=${fileName}`,
  // Two exports are never the same bytes: no part of one continues another (RFC 9110, section 14.3).
  'Accept-Ranges': 'none',
  // A proxy that packs it anew, or collects it before it passes it on, would hide how fast its reader is.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
});

/** @throws PortabilityError `not-acceptable` */
export function assertAcceptsArchive(request: Request): void {
  if (request.accepts(ARCHIVE_TYPE)) return;
  throw new HttpRefusal(
    'not-acceptable',
    `An export is ${ARCHIVE_TYPE}, which the Accept header of the request leaves out.`,
    {},
    { extensions: { available: [ARCHIVE_TYPE] } },
  );
}
