/** What a button opens, in a browser: right below it, and the button closes it again. */
import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { RADIUS, SPACE, useTheme } from '../theme/use-theme';

interface OpenedProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Opened({ title, children }: OpenedProps) {
  const theme = useTheme();
  return (
    <View role="group" aria-label={title} style={[styles.opened, { borderColor: theme.line }]}>
      {children}
    </View>
  );
}

const styles = StyleSheet.create({
  opened: { borderWidth: 1, borderRadius: RADIUS.control, padding: SPACE.m, gap: SPACE.s },
});
