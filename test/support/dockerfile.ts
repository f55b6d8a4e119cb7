/** Runs the steps of a Dockerfile as they stand, without a builder: each stage is a folder, and the machine is its base image. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Step {
  readonly instruction: string;
  readonly rest: string;
}

export interface Image {
  /** Of its file system. */
  readonly root: string;
  /** Within it. */
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly volumes: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

interface Stage {
  readonly root: string;
  workdir: string;
  environment: Record<string, string>;
  user?: string;
  volumes: string[];
  command: string[];
  healthCheck: string[];
}

export interface BuildOptions {
  /** Of the Dockerfile; what it copies is what git would commit there and .dockerignore lets through. */
  readonly context: string;
  /** Where the file system of a stage is made; the last one is called `image`. */
  readonly folderOf: (stage: string) => string;
  /** Stands for the command of a RUN where it gives a promise. */
  readonly instead?: (command: string, cwd: string) => Promise<void> | undefined;
}

/** The instructions, comments and continued lines dealt with. */
export function stepsOf(text: string): Step[] {
  return text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, instruction = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
      return { instruction, rest };
    });
}

/** @throws Error where a step fails, or is of a kind that is not known here */
export async function buildImage({ context, folderOf, instead }: BuildOptions): Promise<Image> {
  const stages = new Map<string, Stage>();
  const files = await filesOf(context);
  let stage: Stage | undefined;
  for (const { instruction, rest } of stepsOf(await readFile(join(context, 'Dockerfile'), 'utf8'))) {
    if (instruction === 'FROM') {
      const name = / AS (\w+)$/.exec(rest)?.[1] ?? 'image';
      const root = folderOf(name);
      await mkdir(root, { recursive: true });
      stage = { root, workdir: '/', environment: {}, volumes: [], command: [], healthCheck: [] };
      stages.set(name, stage);
      continue;
    }
    if (!stage) throw new Error(`${instruction} stands before FROM`);
    await STEPS[instruction as keyof typeof STEPS](stage, rest, { context, files, stages, instead });
  }
  if (!stage) throw new Error('There is no stage');
  return { user: undefined, ...stage };
}

interface Surroundings {
  readonly context: string;
  readonly files: readonly string[];
  readonly stages: ReadonlyMap<string, Stage>;
  readonly instead: BuildOptions['instead'];
}

const inside = ({ root, workdir }: Stage, path: string): string =>
  path.startsWith('/') ? join(root, path) : join(root, workdir, path);

const STEPS = {
  async WORKDIR(stage: Stage, path: string) {
    stage.workdir = path;
    await mkdir(join(stage.root, path), { recursive: true });
  },
  async ENV(stage: Stage, rest: string) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(rest) ?? [];
    stage.environment[name] = value;
  },
  async COPY(stage: Stage, rest: string, { context, files, stages }: Surroundings) {
    const words = rest.split(/\s+/);
    const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
    const target = words.pop() ?? '';
    for (const source of words) {
      if (from !== undefined) {
        const path = join(stages.get(from)?.root ?? '', source);
        // A folder's content is copied, as a builder does.
        await mkdir(inside(stage, target), { recursive: true });
        await run('cp', ['-a', `${path}/.`, inside(stage, target)]);
        continue;
      }
      const chosen = files.filter(
        (file) => source === '.' || file === source || file.startsWith(`${source}/`),
      );
      if (chosen.length === 0) throw new Error(`COPY ${source}: there is no such file in the context`);
      for (const file of chosen) {
        const place =
          source === '.' ? file : file === source ? basename(file) : file.slice(source.length + 1);
        const path = join(inside(stage, target), place);
        await mkdir(dirname(path), { recursive: true });
        await cp(join(context, file), path);
      }
    }
  },
  async RUN(stage: Stage, command: string, { instead }: Surroundings) {
    const cwd = join(stage.root, stage.workdir);
    const other = instead?.(command, cwd);
    if (other) return other;
    // Absolute paths of the image, and its account, which only root can give something to.
    const here = command
      .replaceAll(/(^|\s)\/(?=data\b)/g, `$1${stage.root}/`)
      .replaceAll(/ -[og] \d+/g, (owner) => (process.getuid?.() === 0 ? owner : ''));
    await run('/bin/sh', ['-ec', here], { cwd, env: commandEnvironment(stage), maxBuffer: 1 << 26 });
  },
  async USER(stage: Stage, user: string) {
    stage.user = user;
  },
  async VOLUME(stage: Stage, path: string) {
    stage.volumes.push(path);
  },
  async EXPOSE() {},
  async STOPSIGNAL() {},
  async HEALTHCHECK(stage: Stage, rest: string) {
    stage.healthCheck = JSON.parse(rest.slice(rest.indexOf('['))) as string[];
  },
  async CMD(stage: Stage, rest: string) {
    stage.command = JSON.parse(rest) as string[];
  },
} as const;

function commandEnvironment({ environment }: Stage): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, ...environment };
}

/** What the build is sent: git's files without what .dockerignore names. */
async function filesOf(context: string): Promise<string[]> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: context,
    maxBuffer: 1 << 26,
  });
  const ignored = (await readFile(join(context, '.dockerignore'), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^\*\*\//, '').replace(/\*$/, ''));
  const isSent = (file: string): boolean =>
    !file.split('/').some((name) => ignored.includes(name)) && !ignored.some((each) => file.startsWith(each));
  const found = await Promise.all(
    stdout
      .split('\0')
      .filter((file) => file !== '' && isSent(file))
      .map(async (file) => ((await stat(join(context, file)).catch(() => undefined)) ? file : undefined)),
  );
  return found.filter((file) => file !== undefined);
}
