/** How things sit: the page, cards on it, and stacks and rows inside them. */
import { useId, type ReactNode } from 'react';
import { ScrollView, StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { MAX_WIDTH, NARROW_WIDTH, RADIUS, SPACE, useTheme } from '../theme/use-theme';
import { Heading } from './text';

interface Children {
  readonly children: ReactNode;
}

/** A scrolling page with one column in its middle. */
export function Page({ children, narrow = false }: Children & { readonly narrow?: boolean }) {
  const theme = useTheme();
  const insets = useSafeAreaInsets();
  return (
    <ScrollView
      style={{ backgroundColor: theme.page }}
      contentContainerStyle={[
        styles.page,
        { paddingTop: SPACE.xl + insets.top, paddingBottom: SPACE.xxl + insets.bottom },
      ]}
      keyboardShouldPersistTaps="handled"
    >
      <View role="main" style={[styles.column, narrow && styles.narrow]}>
        {children}
      </View>
    </ScrollView>
  );
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
  page: { flexGrow: 1, paddingHorizontal: SPACE.l, alignItems: 'center' },
  column: { width: '100%', maxWidth: MAX_WIDTH, gap: SPACE.l },
  narrow: { maxWidth: NARROW_WIDTH },
  card: { borderRadius: RADIUS.card, borderWidth: 1, padding: SPACE.l, gap: SPACE.m },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: SPACE.s, alignItems: 'center' },
  divider: { height: 1, marginVertical: SPACE.s },
});
