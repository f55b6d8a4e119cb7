/** The joins of one query, each once. */

export interface Joins {
  /** @returns the alias of what is joined; the same for the same */
  add(table: string, on: (alias: string) => string): string;
  sql(): string;
}

export function createJoins(): Joins {
  const aliases = new Map<string, string>();
  const joins: string[] = [];
  return {
    add(table, on) {
      const key = `${table} ${on('')}`;
      const known = aliases.get(key);
      if (known !== undefined) return known;
      const alias = `j${joins.length}`;
      aliases.set(key, alias);
      joins.push(` LEFT JOIN ${table} ${alias} ON ${on(alias)}`);
      return alias;
    },
    sql: () => joins.join(''),
  };
}
