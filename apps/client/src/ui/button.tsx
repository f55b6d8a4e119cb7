/** A button: one that leads on, one beside it, or one that destroys. */
import { Pressable, StyleSheet, Text } from 'react-native';
import { RADIUS, SPACE, TOUCH, useTheme } from '../theme/use-theme';
import type { Palette } from '../theme/palette';
import { pressedState } from './pressed-state';
import { lettering } from './lettering';

export type ButtonKind = 'primary' | 'secondary' | 'danger' | 'quiet';

interface ButtonProps {
  readonly label: string;
  readonly onPress: () => void;
  readonly kind?: ButtonKind;
  readonly disabled?: boolean;
  /** Something is on its way: told to screen readers, and pressing does nothing. */
  readonly busy?: boolean;
  /** What it is pressed for, where several have the same label: for screen readers. */
  readonly about?: string;
  /** Of a button that opens something below it: whether it is open. */
  readonly expanded?: boolean;
  /** Of a button that stays pressed. */
  readonly pressed?: boolean;
}

export function Button({
  label,
  onPress,
  kind = 'secondary',
  disabled = false,
  busy = false,
  about,
  expanded,
  pressed: isOn,
}: ButtonProps) {
  const theme = useTheme();
  const colours = coloursOf(kind, theme);
  const off = disabled || busy;
  return (
    <Pressable
      role="button"
      onPress={onPress}
      disabled={off}
      aria-disabled={off}
      aria-busy={busy}
      {...(about === undefined ? {} : { 'aria-label': `${label}: ${about}` })}
      {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
      {...(isOn === undefined ? {} : pressedState(isOn))}
      {...FOR_STYLES[kind]}
      style={({ pressed }) => [
        styles.button,
        { backgroundColor: colours.fill, borderColor: colours.border },
        isOn && { borderColor: theme.accent, borderWidth: 2 },
        pressed && styles.pressed,
        kind === 'quiet' && styles.quiet,
        off && styles.off,
      ]}
    >
      <Text style={[styles.label, { color: colours.text }]}>{label}</Text>
    </Pressable>
  );
}

/** For the style sheet of the page, where the system's colours take the place of these; a phone does not look at them. */
const FOR_STYLES: Readonly<Record<ButtonKind, object>> = {
  primary: { dataSet: { kind: 'primary' } },
  danger: { dataSet: { kind: 'danger' } },
  secondary: {},
  quiet: { dataSet: { kind: 'quiet' } },
};

function coloursOf(kind: ButtonKind, theme: Palette) {
  switch (kind) {
    case 'primary':
      return { fill: theme.accent, border: theme.accent, text: theme.onAccent };
    case 'danger':
      return { fill: theme.danger, border: theme.danger, text: theme.onDanger };
    case 'secondary':
      return { fill: theme.card, border: theme.control, text: theme.text };
    case 'quiet':
      return { fill: 'transparent', border: 'transparent', text: theme.accent };
  }
}

const styles = StyleSheet.create({
  button: {
    minHeight: TOUCH,
    maxWidth: '100%',
    paddingHorizontal: SPACE.l,
    paddingVertical: SPACE.s,
    borderRadius: RADIUS.control,
    borderWidth: 1,
    alignItems: 'center',
    justifyContent: 'center',
  },
  label: { ...lettering(16, 22), fontWeight: '600', textAlign: 'center' },
  // Its words, not its unseen frame, stand in line with what is above.
  quiet: { paddingHorizontal: 0 },
  pressed: { opacity: 0.8 },
  off: { opacity: 0.5 },
});
