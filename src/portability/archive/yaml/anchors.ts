/** The anchors of one document and the account of what its aliases expand to. */
import { PortabilityError } from '../../errors.js';
import type { Node, YamlLimits } from './nodes.js';

/** What an anchor stands for; `node` is undefined until the anchored value has ended. */
export interface Anchored {
  node: Node | undefined;
  /** Nodes, aliases expanded. */
  size: number;
  /** Alias nodes within, expanded. */
  aliases: number;
  /** Collections within one another. */
  height: number;
}

/** Counts over a document; `nodes` is of the piece that is read now. */
export class Expansion {
  aliases = 0;
  nodes = 0;
  /** How often an anchor or an alias was met. */
  uses = 0;
  #kept = 0;
  readonly #anchors = new Map<string, Anchored>();

  constructor(readonly limits: YamlLimits) {}

  /** From here on the name stands for what is returned, which the caller completes with `close`. */
  open(name: string): Anchored {
    this.uses++;
    const anchored: Anchored = { node: undefined, size: 0, aliases: 0, height: 0 };
    this.#kept -= this.#anchors.get(name)?.size ?? 0;
    this.#anchors.set(name, anchored);
    return anchored;
  }

  /** Throws `archive-too-large` when all that anchors keep in memory has more nodes than one piece may have. */
  close(anchored: Anchored, node: Node): void {
    anchored.node = node;
    this.#kept += anchored.size;
    if (this.#kept > this.limits.nodes) throw tooManyNodes(this.limits.nodes, this.#kept);
  }

  find(name: string): Anchored | undefined {
    this.uses++;
    return this.#anchors.get(name);
  }

  /** Throws `archive-too-large` when the piece has more nodes than it may have. */
  count(nodes: number): void {
    this.nodes += nodes;
    if (this.nodes > this.limits.nodes) throw tooManyNodes(this.limits.nodes, this.nodes);
  }
}

export const tooManyNodes = (maximum: number, actual: number): PortabilityError =>
  new PortabilityError(
    'archive-too-large',
    `A YAML file holds more than ${maximum} values in one piece. Split its largest entries.`,
    {
      limit: 'nodes',
      maximum,
      actual,
    },
  );
