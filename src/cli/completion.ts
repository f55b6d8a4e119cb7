/** Scripts with which shells complete commands and options; made from the commands themselves. */
import type { Command } from 'commander';
import { UsageError } from './exit.js';

const SHELLS = ['bash', 'zsh', 'fish'];

/** @throws UsageError */
export function completionFor(shell: string, program: Command): string {
  if (shell === 'bash') return bash(program);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
  if (shell === 'fish') return fish(program);
  throw new UsageError(`There is completion for ${SHELLS.join(', ')}, and not for ${JSON.stringify(shell)}.`);
}

interface Place {
  /** `user create`; empty at the top. */
  readonly path: string;
  readonly words: readonly string[];
}

const optionsOf = ({ options }: Command): string[] => [
  ...options.flatMap(({ long }) => long ?? []),
  '--help',
];

function placesOf(command: Command, path = ''): Place[] {
  const words = [...command.commands.map((each) => each.name()), ...optionsOf(command)];
  return [
    { path, words },
    ...command.commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`.trim())),
  ];
}

/** File names are completed where no word fits. */
function bash(program: Command): string {
  const cases = placesOf(program).map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`);
  const groups = program.commands.filter(({ commands }) => commands.length > 0).map((each) => each.name());
  return `_carol() {
  local current=\${COMP_WORDS[COMP_CWORD]} place= words=
  if [ "$COMP_CWORD" -gt 1 ]; then
    place=\${COMP_WORDS[1]}
    case $place in
      ${groups.join('|')}) [ "$COMP_CWORD" -gt 2 ] && place="$place \${COMP_WORDS[2]}" ;;
    esac
  fi
  case $place in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ "\${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _carol carol
`;
}

function fish(program: Command): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "\\\\'")}'`;
  const lines = (command: Command, path: readonly string[]): string[] => {
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    const here = path.length === 0 ? '__fish_use_subcommand' : seen;
    return [
      ...command.commands.map(
        (each) => `complete -c carol -n ${quoted(here)} -a ${each.name()} -d ${quoted(each.description())}`,
      ),
      ...command.options.map(
        ({ long, description }) =>
          `complete -c carol -n ${quoted(here)} -l ${(long ?? '').slice(2)} -d ${quoted(description)}`,
      ),
      ...command.commands.flatMap((each) => lines(each, [...path, each.name()])),
    ];
  };
  return `${lines(program, []).join('\n')}\n`;
}
