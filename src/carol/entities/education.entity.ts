/** Courses of study. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('education')
export class Education extends OwnedRow {
  @Column('text')
  institution!: string;

  @Column('text', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Column('text', { nullable: true })
  degree!: string | null;

  @Column('text', { nullable: true })
  field!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  start!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  end!: string | null;

  @Column('text', { nullable: true })
  grade!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('integer', { default: 0 })
  position!: number;
}
