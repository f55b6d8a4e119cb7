/** The few kinds of text that the app uses. */
import type { ReactNode, Ref } from 'react';
import { StyleSheet, Text as NativeText, type TextProps as NativeTextProps } from 'react-native';
import { useTheme } from '../theme/use-theme';
import type { Palette } from '../theme/palette';
import { lettering } from './lettering';

interface TextProps extends Pick<
  NativeTextProps,
  'nativeID' | 'selectable' | 'numberOfLines' | 'role' | 'lang' | 'onPress'
> {
  readonly children: ReactNode;
  readonly tone?: keyof Pick<Palette, 'text' | 'muted' | 'danger' | 'warning' | 'success'>;
  readonly strong?: boolean;
  readonly small?: boolean;
  readonly ref?: Ref<NativeText>;
}

export function Text({ tone = 'text', strong = false, small = false, ...rest }: TextProps) {
  const theme = useTheme();
  return (
    <NativeText
      {...rest}
      style={[small ? styles.small : styles.body, strong && styles.strong, { color: theme[tone] }]}
    />
  );
}

interface HeadingProps extends Omit<TextProps, 'strong' | 'small' | 'role'> {
  /** 1 for the page, 2 for a card, 3 and 4 inside it. */
  readonly level: 1 | 2 | 3 | 4;
  /** May take the focus by script, so that a reader starts here. */
  readonly focusable?: boolean;
}

export function Heading({ level, tone = 'text', focusable = false, ...rest }: HeadingProps) {
  const theme = useTheme();
  return (
    <NativeText
      {...rest}
      role="heading"
      aria-level={level}
      {...(focusable ? { tabIndex: -1 } : {})}
      style={[HEADINGS[level], { color: theme[tone] }]}
    />
  );
}

const styles = StyleSheet.create({
  body: { ...lettering(16, 24) },
  small: { ...lettering(14, 20) },
  strong: { fontWeight: '600' },
  page: { ...lettering(28, 36), fontWeight: '700', letterSpacing: -0.3 },
  card: { ...lettering(21, 28), fontWeight: '700', letterSpacing: -0.2 },
  part: { ...lettering(17, 24), fontWeight: '600' },
  detail: { ...lettering(16, 24), fontWeight: '700' },
});
const HEADINGS = { 1: styles.page, 2: styles.card, 3: styles.part, 4: styles.detail } as const;
