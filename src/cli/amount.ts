/** Numbers as people read them. */

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `12.3 MiB` */
export function amount(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `1 person`, `3 people` */
export const counted = (count: number, noun: readonly [one: string, many: string]): string =>
  `${count} ${noun[count === 1 ? 0 : 1]}`;
