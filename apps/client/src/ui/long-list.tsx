/** A list of any length, on a phone: only what is near the screen is drawn. */
import type { ReactElement } from 'react';
import { FlatList, StyleSheet } from 'react-native';

export interface LongListProps<Item> {
  /** Names it for screen readers. */
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly render: (item: Item) => ReactElement;
  /** How high a row will be, in pixels, before it is drawn; about. */
  readonly heightOf: (item: Item) => number;
  /** More of it is still on its way. */
  readonly busy: boolean;
}

export function LongList<Item>({ label, items, keyOf, render, busy }: LongListProps<Item>) {
  return (
    <FlatList
      role="list"
      aria-label={label}
      aria-busy={busy}
      style={styles.list}
      data={items}
      keyExtractor={keyOf}
      renderItem={({ item }) => render(item)}
    />
  );
}

const styles = StyleSheet.create({ list: { flex: 1 } });
