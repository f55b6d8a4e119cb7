/** Every table of the domain, as TypeORM knows it. */
import { Education } from './education.entity.js';
import { Job, JobPosition } from './job.entity.js';
import { Media } from './media.entity.js';
import { Note, NoteAttachment } from './note.entity.js';
import { Organization, OrganizationLink, OrganizationKeyPerson } from './organization.entity.js';
import {
  Person,
  PersonContact,
  PersonAddress,
  PersonDate,
  PersonLink,
  PersonTag,
  PersonAffiliation,
  PersonRelationship,
  PersonInteraction,
} from './person.entity.js';
import { Profile, ProfileContact } from './profile.entity.js';
import { Project, Contribution, ContributionSkill } from './project.entity.js';
import { SkillSection, Skill } from './skill.entity.js';

export const CAROL_ENTITIES = [
  Profile,
  ProfileContact,
  SkillSection,
  Skill,
  Education,
  Job,
  JobPosition,
  Project,
  Contribution,
  ContributionSkill,
  Person,
  PersonContact,
  PersonAddress,
  PersonDate,
  PersonLink,
  PersonTag,
  PersonAffiliation,
  PersonRelationship,
  PersonInteraction,
  Organization,
  OrganizationLink,
  OrganizationKeyPerson,
  Note,
  NoteAttachment,
  Media,
] as const;
