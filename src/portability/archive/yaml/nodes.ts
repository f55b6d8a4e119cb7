/** What the YAML reader hands out: nodes with their places, and what is wrong with a document. */
import type { CodeOf } from '../../errors.js';

/** The types of YAML 1.2's core schema. */
export type ScalarTag = 'str' | 'int' | 'float' | 'bool' | 'null';

/** Where a node begins in its file: from 1; columns count UTF-16 code units. */
export interface SourceLocation {
  readonly line: number;
  readonly column: number;
}

/**
 * `value` is the text without quotes, escapes and indentation; numbers keep the digits they were written with.
 * `style` is `quoted` for everything that is not plain, blocks too. An absent value (`key:`) is an empty
 * plain scalar of tag `null` at the place of its key, or of what came last before it.
 * Texts may be slices of a larger text: whoever keeps one for long copies it.
 */
export interface Scalar extends SourceLocation {
  readonly type: 'scalar';
  readonly value: string;
  readonly style: 'plain' | 'quoted';
  readonly tag: ScalarTag;
}

/** Stands where no value is, or none that can be taken. */
export const absent = (location: SourceLocation): Scalar => ({
  type: 'scalar',
  value: '',
  style: 'plain',
  tag: 'null',
  line: location.line,
  column: location.column,
});

/**
 * In the order of the file; of duplicate keys only the first is there. Of an entry that is too long for memory `entries` reads the file
 * anew each time that somebody goes through it; else it is an array.
 */
export interface Mapping extends SourceLocation {
  readonly type: 'map';
  readonly entries: Iterable<Entry>;
  /** The keys that stand in the file, by those that an upgrade gave them; absent where none did. */
  readonly written?: ReadonlyMap<string, string>;
}

export interface Sequence extends SourceLocation {
  readonly type: 'seq';
  readonly items: readonly Node[];
}

export interface Entry {
  readonly key: Scalar;
  readonly value: Node;
}

/** An alias is the node that it stands for, the same object, with the place of its anchor. */
export type Node = Scalar | Mapping | Sequence;

/** `detail` is for a person and holds nothing of the document. */
export interface YamlIssue extends SourceLocation {
  /** `alias` is one that leads to itself, or one too many; one that leads nowhere is a matter of syntax. */
  readonly code: CodeOf<'yaml-invalid' | 'yaml-too-complex'>;
  readonly detail: string;
}

export interface YamlLimits {
  /** Mappings and sequences within one another, the outermost counted. */
  readonly depth: number;
  /** Alias nodes of a document, those within what an alias stands for counted again. */
  readonly aliases: number;
  /** Nodes, aliases expanded, of what is in memory at once: some entries, or what cannot be cut. */
  readonly nodes: number;
  /** One scalar or key, bytes of UTF-8. */
  readonly stringBytes: number;
  /** What cannot be cut into entries, of a document or of a long entry: one value, what is in brackets, what has anchors; bytes. */
  readonly wholeDocumentBytes: number;
  /** Reading ends after that many issues. */
  readonly issues: number;
}

export const DEFAULT_YAML_LIMITS: YamlLimits = Object.freeze({
  depth: 64,
  aliases: 1_000,
  nodes: 1_000_000,
  stringBytes: 1_048_576,
  wholeDocumentBytes: 32 * 1_048_576,
  issues: 1_000,
});
