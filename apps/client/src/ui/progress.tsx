/** How far something is, when that is known, and that it goes on, when it is not. */
import { useEffect, useState } from 'react';
import { AccessibilityInfo, ActivityIndicator, StyleSheet, View } from 'react-native';
import { SPACE, useTheme } from '../theme/use-theme';
import { Announcement } from './announcement';
import { Text } from './text';

interface ProgressProps {
  /** What goes on, with its numbers. */
  readonly label: string;
  /** From 0 to 1; null while unknown. */
  readonly share: number | null;
  /** How much is left, where somebody looks closer. */
  readonly detail?: string;
  /** Read out when it changes: less often than `label` does. */
  readonly announce: string;
}

export function Progress({ label, share, detail = '', announce }: ProgressProps) {
  const theme = useTheme();
  return (
    <View style={styles.progress}>
      <View style={styles.line}>
        {share === null ? <Spinner label={label} /> : null}
        <View style={styles.label}>
          <Text>{label}</Text>
        </View>
      </View>
      {share === null ? null : (
        <View
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          style={[styles.track, { backgroundColor: theme.line }]}
        >
          <View style={[styles.bar, { backgroundColor: theme.accent, width: `${share * 100}%` }]} />
        </View>
      )}
      {detail === '' ? null : (
        <Text small tone="muted">
          {detail}
        </Text>
      )}
      <Announcement text={announce} />
    </View>
  );
}

/** Stands still where the person asked for less motion. */
function Spinner({ label }: { readonly label: string }) {
  const theme = useTheme();
  return (
    <ActivityIndicator
      animating={!useReducedMotion()}
      hidesWhenStopped={false}
      color={theme.accent}
      aria-label={label}
    />
  );
}

function useReducedMotion(): boolean {
  const [reduced, setReduced] = useState(false);
  useEffect(() => {
    void AccessibilityInfo.isReduceMotionEnabled().then(setReduced);
    const subscription = AccessibilityInfo.addEventListener('reduceMotionChanged', setReduced);
    return () => subscription?.remove();
  }, []);
  return reduced;
}

const styles = StyleSheet.create({
  progress: { gap: SPACE.s },
  line: { flexDirection: 'row', gap: SPACE.s, alignItems: 'center' },
  label: { flexShrink: 1 },
  track: { height: 8, borderRadius: 4, overflow: 'hidden' },
  bar: { height: 8, borderRadius: 4 },
});
