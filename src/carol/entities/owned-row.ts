/** What every row of the domain has: a UUID, an owner and two instants. */
import { Column, PrimaryColumn } from 'typeorm';
import { instant } from './instant.js';

export abstract class OwnedRow {
  /** A UUID in lower case. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'user_id' })
  userId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()', transformer: instant })
  createdAt!: string;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()', transformer: instant })
  updatedAt!: string;
}
