/** Says which tools of the system a test may use: what real tools make is tested where they are installed. */
import { spawnSync } from 'node:child_process';

/** Whether `<tool> --version`, or another question that it answers, runs and says `name` of itself. */
export function installed(tool: string, name: string, ...question: readonly string[]): boolean {
  const { status, stdout } = spawnSync(tool, question.length > 0 ? question : ['--version'], {
    encoding: 'utf8',
  });
  return status === 0 && stdout.includes(name);
}
