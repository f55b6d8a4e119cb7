/** The data of `../shared/data`, written by no one here, as one archive of format 1; read in place and kept nowhere. */
import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { organizationsOf, peopleOf, type Congress } from './real-data/congress.js';
import { resumeTree, type Resume } from './real-data/resume.js';
import { writeForeignArchive } from './foreign-archive.js';
import type { Tree } from './tree.js';

const FOLDER = new URL('../../../shared/data/', import.meta.url);

/** Whether the folder is there; the tests that need it are skipped by name where it is not. */
export const hasRealData = existsSync(new URL('README.md', FOLDER));

/** What the archive says that it was made at; rows in it have no times of their own. */
export const REAL_DATA_TIME = '2026-06-01T00:00:00Z';

export interface RealData {
  readonly congress: Congress;
  readonly resume: Resume;
  /** The two as the areas of one user. */
  readonly tree: Tree;
  readonly archive: Buffer;
}

export async function readRealData(): Promise<RealData> {
  const text = (path: string): string => readFileSync(new URL(path, FOLDER), 'utf8');
  const yaml = (name: string): unknown => load(text(`congress/${name}.yaml`));
  const congress = {
    members: yaml('legislators-current'),
    offices: yaml('legislators-district-offices'),
    social: yaml('legislators-social-media'),
    committees: yaml('committees-current'),
    seats: yaml('committee-membership-current'),
  } as Congress;
  const resume = JSON.parse(text('resume/sample.resume.json')) as Resume;
  const own = resumeTree(resume);
  const tree: Tree = {
    ...own,
    people: { ...own['people'], ...peopleOf(congress) },
    organizations: { ...own['organizations'], ...organizationsOf(congress) },
  };
  return { congress, resume, tree, archive: await writeForeignArchive(tree, { exportedAt: REAL_DATA_TIME }) };
}
