/** The files that a person has uploaded. */
import { bytes, defineKind, digest, text } from '../../portability/kinds.js';

export const media = defineKind({
  name: 'media',
  table: 'media',
  area: 'media',
  description: 'One uploaded file; its bytes are in media/<uuid>.<ext>.',
  noun: ['file', 'files'],
  label: '{fileName}',
  fields: {
    fileName: text('The name that the file had when it was uploaded.'),
    contentType: text('The media type. On import the bytes decide, not this.'),
    byteSize: bytes('The size in bytes. May be left out; where it is given it must be true.'),
    sha256: digest('The SHA-256 digest of the bytes. May be left out; where it is given it must be true.'),
  },
  order: ['createdAt'],
  blob: {
    fileName: 'fileName',
    contentType: 'contentType',
    byteSize: 'byteSize',
    sha256: 'sha256',
    keyColumn: 'blob_key',
  },
});
