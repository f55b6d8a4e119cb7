/** What every command has; each loads its own part when it is called, as help and mistakes should not wait for the service. */
import type { Command } from 'commander';
import { EXIT } from './exit.js';
import type { Run } from './run.js';
import { openTerminal, type Streams, type Terminal } from './terminal.js';

/** What came of the call so far. */
export interface Call {
  exitCode: number;
  terminal: Terminal;
}

/** Adds a command; `false` from the action is a refusal that has been told, and a number the exit status. */
export type AddCommand = <Arguments extends unknown[]>(
  parent: Command,
  usage: string,
  description: string,
  act: (run: Run, ...given: Arguments) => Promise<boolean | number | void>,
) => Command;

export function commandAdder(call: Call, streams: Streams, signal: AbortSignal): AddCommand {
  return add;

  function add<Arguments extends unknown[]>(
    parent: Command,
    usage: string,
    description: string,
    act: (run: Run, ...given: Arguments) => Promise<boolean | number | void>,
  ): Command {
    return parent
      .command(usage)
      .description(description)
      .option('--json', 'print the result as JSON')
      .action(async (...given: unknown[]) => {
        const { json = false, items = false } = given.at(-2) as { json?: boolean; items?: boolean };
        call.terminal = openTerminal(json, streams, items);
        const done = await act({ terminal: call.terminal, signal }, ...(given.slice(0, -1) as Arguments));
        if (typeof done === 'number') call.exitCode = done;
        else if (done === false) call.exitCode = EXIT.refused;
      });
  }
}
