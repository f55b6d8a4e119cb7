/** How things sit on a page: cards, and stacks and rows inside them. */
import { useId, type ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { RADIUS, SPACE, useTheme } from '../theme/use-theme';
import { Heading } from './text';

interface Children {
  readonly children: ReactNode;
}

interface CardProps extends Children {
  readonly title: string;
  /** 1 where the card is all there is on the page. */
  readonly level?: 1 | 2;
}

/** A titled region of the page. */
export function Card({ title, level = 2, children }: CardProps) {
  const theme = useTheme();
  const id = useId();
  return (
    <View
      role="region"
      aria-labelledby={id}
      style={[styles.card, { backgroundColor: theme.card, borderColor: theme.line }]}
    >
      <Heading level={level} nativeID={id}>
        {title}
      </Heading>
      {children}
    </View>
  );
}

export function Stack({ children, gap = 'm' }: Children & { readonly gap?: keyof typeof SPACE }) {
  return <View style={{ gap: SPACE[gap] }}>{children}</View>;
}

/** Buttons beside each other that wrap where there is no room. */
export function Row({ children }: Children) {
  return <View style={styles.row}>{children}</View>;
}

export function Divider() {
  const theme = useTheme();
  return <View style={[styles.divider, { backgroundColor: theme.line }]} />;
}

const styles = StyleSheet.create({
  card: { borderRadius: RADIUS.card, borderWidth: 1, padding: SPACE.l, gap: SPACE.m },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: SPACE.s, alignItems: 'center' },
  divider: { height: 1, marginVertical: SPACE.s },
});
