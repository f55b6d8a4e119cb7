/** The contract of the radio group, which each platform draws with its own means. */
export interface RadioOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint: string;
  /** What choosing it would do, in a line; `tone` marks what hurts. */
  readonly outcome?: { readonly text: string; readonly tone: 'muted' | 'danger' };
  readonly disabled?: boolean;
}

export interface RadioGroupProps<T extends string> {
  readonly label: string;
  readonly options: readonly RadioOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}
