/** One of several, on a phone: rows to tap, told to screen readers as radio buttons. */
import { Pressable, View } from 'react-native';
import { SPACE, useTheme } from '../theme/use-theme';
import { radioStyles as styles } from './radio-styles';
import { RadioText } from './radio-text';
import type { RadioGroupProps } from './radio-option';

export function RadioGroup<T extends string>({ label, options, value, onChange }: RadioGroupProps<T>) {
  const theme = useTheme();
  return (
    <View role="radiogroup" aria-label={label} style={{ gap: SPACE.s }}>
      {options.map((option) => {
        const checked = option.value === value;
        return (
          <Pressable
            key={option.value}
            role="radio"
            aria-checked={checked}
            aria-disabled={option.disabled ?? false}
            aria-label={[option.label, option.hint, option.outcome?.text].filter(Boolean).join('. ')}
            disabled={option.disabled ?? false}
            onPress={() => onChange(option.value)}
            style={[
              styles.option,
              { borderColor: checked ? theme.accent : theme.line, backgroundColor: theme.card },
              option.disabled && styles.off,
            ]}
          >
            <View style={[styles.ring, { borderColor: checked ? theme.accent : theme.control }]}>
              {checked ? <View style={[styles.dot, { backgroundColor: theme.accent }]} /> : null}
            </View>
            <RadioText option={option} />
          </Pressable>
        );
      })}
    </View>
  );
}
