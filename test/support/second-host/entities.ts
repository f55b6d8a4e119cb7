/** What the second host application keeps: shelves, the books on them, and scans of their covers. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('shelf')
export class Shelf {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('text') label!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}

@Entity('book')
export class Book {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'shelf_id' }) shelfId!: string;
  @Column('text') title!: string;
  @Column('text', { name: 'sequel_of_id', nullable: true }) sequelOfId!: string | null;
  @Column('numeric', { precision: 5, scale: 2, nullable: true }) price!: string | null;
  @Column('text', { array: true, default: () => `'{}'` }) authors!: string[];
  @Column('date', { name: 'read_on', nullable: true }) readOn!: string | null;
  @Column('text', { nullable: true }) remarks!: string | null;
  @Column('text', { name: 'cover_scan_id', nullable: true }) coverScanId!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}

@Entity('scan')
export class Scan {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('text') name!: string;
  @Column('text', { name: 'media_type' }) mediaType!: string;
  @Column('bigint') size!: string;
  @Column('text') sha256!: string;
  @Column('text') key!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}
