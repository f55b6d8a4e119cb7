/** Which way a call goes: to the data of this instance, or to the service that the command line is logged in to. */
import type { Command } from 'commander';

/** How many arguments the commands have that begin with the account of this instance. */
const OF_AN_ACCOUNT: Readonly<Record<string, number>> = {
  export: 1,
  preview: 2,
  import: 2,
  history: 1,
  undo: 2,
};

export const REMOTE_COMMANDS = Object.keys(OF_AN_ACCOUNT);

export interface Route {
  readonly args: readonly string[];
  readonly way: 'here' | 'elsewhere' | 'everybody';
}

/**
 * Without the account such a command is about the service elsewhere; `--as <account>` is another way to give it.
 * @param program knows which options take a value
 */
export function routeOf(program: Command, args: readonly string[]): Route {
  const [name = '', ...rest] = args;
  const whole = OF_AN_ACCOUNT[name];
  const command = program.commands.find((each) => each.name() === name);
  if (whole === undefined || !command || rest.some((each) => each === '--help' || each === '-h'))
    return { args, way: 'here' };
  if (name === 'export' && rest.some((each) => each === '--all' || each.startsWith('--all=')))
    return { args, way: 'everybody' };
  const { account, others } = takeAs(rest);
  if (account !== undefined) return { args: [name, account, ...others], way: 'here' };
  const takesValue = new Set(command.options.filter((each) => each.required).map((each) => each.long));
  return { args, way: countArguments(others, takesValue) === whole - 1 ? 'elsewhere' : 'here' };
}

function takeAs(args: readonly string[]): { account: string | undefined; others: readonly string[] } {
  const at = args.findIndex((each) => each === '--as' || each.startsWith('--as='));
  if (at < 0) return { account: undefined, others: args };
  const isApart = args[at] === '--as';
  const account = isApart ? args[at + 1] : args[at]?.slice('--as='.length);
  return { account, others: [...args.slice(0, at), ...args.slice(at + (isApart ? 2 : 1))] };
}

/** Of those that are no options and no values of options. */
function countArguments(args: readonly string[], takesValue: ReadonlySet<string | null | undefined>): number {
  let count = 0;
  for (let index = 0; index < args.length; index++) {
    const each = args[index] ?? '';
    if (each === '--') return count + args.length - index - 1;
    if (each === '-' || !each.startsWith('-')) count++;
    else if (takesValue.has(each)) index++;
  }
  return count;
}
