/** A container's file system without an engine: read-only but for a volume and a tmpfs, in a mount namespace that root can make. */
import { spawnSync } from 'node:child_process';

export interface Container {
  /** `uid:gid`, without any capability. */
  readonly account: string;
  /** Paths of folders: what is written to `data` stays; `temporary` is empty at the start, and gone at the end. */
  readonly data: string;
  readonly temporary: string;
}

const SET_UP = `
mount --bind "$1" "$1"
mount -t tmpfs tmpfs "$2"
while read -r _ place _; do
  case "$place" in
    /proc*|/sys*|/dev|/dev/pts|"$1"|"$2") ;;
    *) mount -o remount,ro,bind "$place" ;;
  esac
done < /proc/self/mounts
shift 2
exec setpriv --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs "$@"`;

/** Whether this process may set one up: it is root's, and may mount. */
export const canContain =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'sh', '-c', 'mount --bind /tmp /tmp && setpriv --no-new-privs true'])
    .status === 0;

/** The command that becomes `command` in a container: process id, signals and status are its own. */
export function contained(
  command: readonly string[],
  { account, data, temporary }: Container,
): readonly string[] {
  const [user = '', group = ''] = account.split(':');
  const ids = [`--reuid=${user}`, `--regid=${group}`];
  return ['unshare', '--mount', 'sh', '-euc', SET_UP, 'sh', data, temporary, ...ids, ...command];
}
