/** Projects, contributions to them, and the skills those took. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('project')
export class Project extends OwnedRow {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  summary!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { nullable: true })
  url!: string | null;

  @Column('text', { name: 'repository_url', nullable: true })
  repositoryUrl!: string | null;

  @Column('text', { default: 'active' })
  status!: string;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  start!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { nullable: true })
  end!: string | null;

  @Column('text', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Column('text', { name: 'cover_media_id', nullable: true })
  coverMediaId!: string | null;
}

@Entity('contribution')
export class Contribution extends OwnedRow {
  @Column('text', { name: 'project_id' })
  projectId!: string;

  @Column('text', { name: 'job_position_id', nullable: true })
  jobPositionId!: string | null;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { nullable: true })
  impact!: string | null;

  /** `2019-05-31`. */
  @Column('date', { name: 'occurred_on', nullable: true })
  occurredOn!: string | null;

  @Column('integer', { default: 0 })
  position!: number;
}

@Entity('contribution_skill')
export class ContributionSkill extends OwnedRow {
  @Column('text', { name: 'contribution_id' })
  contributionId!: string;

  @Column('text', { name: 'skill_id' })
  skillId!: string;
}
