/** Skills, in sections. */
import { Column, Entity } from 'typeorm';
import { OwnedRow } from './owned-row.js';

@Entity('skill_section')
export class SkillSection extends OwnedRow {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('integer', { default: 0 })
  position!: number;
}

@Entity('skill')
export class Skill extends OwnedRow {
  @Column('text', { name: 'section_id' })
  sectionId!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  level!: string | null;

  /** In decimal digits. */
  @Column('numeric', { nullable: true, precision: 4, scale: 1 })
  years!: string | null;

  /** `2019`, `2019-05`, `2019-05-31` or `--05-31`. */
  @Column('text', { name: 'last_used', nullable: true })
  lastUsed!: string | null;

  @Column('integer', { default: 0 })
  position!: number;
}
