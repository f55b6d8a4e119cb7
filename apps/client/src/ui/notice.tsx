/** A framed message: something good, something to know, or something that went wrong. */
import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { RADIUS, SPACE, useTheme } from '../theme/use-theme';
import { Heading } from './text';
import { useFocusWhen } from './use-focus-when';
import { useReturnedFocus } from './use-returned-focus';

export type Tone = 'success' | 'warning' | 'danger';

interface NoticeProps {
  readonly tone: Tone;
  readonly title?: string;
  /** Takes the focus when it appears, and gives it back when it goes away with it. Needs a title. */
  readonly takeFocus?: boolean;
  /** Of the title. */
  readonly level?: 2 | 4;
  readonly children?: ReactNode;
  /** What stands in the frame and is not read out by itself: lists, and what people press. */
  readonly below?: ReactNode;
}

export function Notice({ tone, title, takeFocus = false, level = 4, children, below }: NoticeProps) {
  const theme = useTheme();
  const heading = useFocusWhen(takeFocus);
  useReturnedFocus(takeFocus);
  const soft = { success: theme.successSoft, warning: theme.warningSoft, danger: theme.dangerSoft }[tone];
  return (
    <View style={[styles.notice, { backgroundColor: soft, borderLeftColor: theme[tone] }]}>
      <View
        role={tone === 'danger' ? 'alert' : 'status'}
        aria-live={tone === 'danger' ? 'assertive' : 'polite'}
        style={styles.said}
      >
        {title === undefined ? null : (
          <Heading level={level} tone={tone} ref={heading} focusable={takeFocus}>
            {title}
          </Heading>
        )}
        {children}
      </View>
      {below}
    </View>
  );
}

const styles = StyleSheet.create({
  notice: { borderRadius: RADIUS.control, borderLeftWidth: 4, padding: SPACE.m, gap: SPACE.s },
  said: { gap: SPACE.s },
});
