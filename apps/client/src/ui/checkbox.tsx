/** Yes or no, on a phone: a square to tap, told to screen readers as a checkbox. */
import { Pressable, StyleSheet, Text, View } from 'react-native';
import { TOUCH, useTheme } from '../theme/use-theme';
import { lettering } from './lettering';

export interface CheckboxProps {
  /** For screen readers: what stands beside it is for eyes. */
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, onChange }: CheckboxProps) {
  const theme = useTheme();
  return (
    <Pressable
      role="checkbox"
      aria-label={label}
      aria-checked={checked}
      onPress={() => onChange(!checked)}
      style={styles.area}
    >
      <View
        style={[
          styles.box,
          { borderColor: checked ? theme.accent : theme.control },
          checked && { backgroundColor: theme.accent },
        ]}
      >
        {checked ? <Text style={[styles.tick, { color: theme.onAccent }]}>✓</Text> : null}
      </View>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  area: { width: TOUCH, height: TOUCH, alignItems: 'center', justifyContent: 'center' },
  box: { width: 22, height: 22, borderWidth: 2, borderRadius: 4, alignItems: 'center' },
  tick: { ...lettering(14, 18), fontWeight: '700' },
});
