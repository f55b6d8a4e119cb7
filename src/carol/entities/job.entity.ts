/** Jobs and the positions held in them. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('job')
export class Job extends OwnedRow {
  @Column('text')
  company!: string;

  @Column('text', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Column('text', { name: 'employment_type', nullable: true })
  employmentType!: string | null;

  @Column('text', { nullable: true })
  location!: string | null;

  @Column('boolean', { default: false })
  remote!: boolean;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  start!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  end!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;
}

@Entity('job_position')
export class JobPosition extends OwnedRow {
  @Column('text', { name: 'job_id' })
  jobId!: string;

  @Column('text')
  title!: string;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  start!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  end!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { array: true, default: () => `'{}'` })
  highlights!: string[];

  @Column('integer', { default: 0 })
  position!: number;
}
