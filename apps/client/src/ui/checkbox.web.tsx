/** Yes or no, in a browser: its own checkbox, so that keys, forms and readers work as everywhere. */
import { TOUCH, useTheme } from '../theme/use-theme';
import type { CheckboxProps } from './checkbox';

export function Checkbox({ label, checked, onChange }: CheckboxProps) {
  const theme = useTheme();
  return (
    <label style={LABEL}>
      <input
        type="checkbox"
        checked={checked}
        aria-label={label}
        onChange={({ target }) => onChange(target.checked)}
        style={{ ...INPUT, accentColor: theme.accent }}
      />
    </label>
  );
}

/** All of what is around it can be pressed. */
const LABEL = {
  display: 'flex',
  width: TOUCH,
  height: TOUCH,
  alignItems: 'center',
  justifyContent: 'center',
  cursor: 'pointer',
  flexShrink: 0,
} as const;
const INPUT = { width: 20, height: 20, margin: 0 } as const;
