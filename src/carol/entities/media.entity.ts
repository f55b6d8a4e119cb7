/** Uploaded files; the bytes are in the blob store. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('media')
export class Media extends OwnedRow {
  @Column('text', { name: 'file_name' })
  fileName!: string;

  @Column('text', { name: 'content_type' })
  contentType!: string;

  /** Bytes, in decimal digits. */
  @Column('bigint', { name: 'byte_size' })
  byteSize!: string;

  @Column('text')
  sha256!: string;

  /** `<userId>/<sha256>`. */
  @Column('text', { name: 'blob_key' })
  blobKey!: string;
}
