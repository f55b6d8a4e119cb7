/** One of several, in a browser: its own radio buttons, so that keys, forms and readers work as everywhere. */
import { useId } from 'react';
import { StyleSheet, View } from 'react-native';
import { SPACE, useTheme } from '../theme/use-theme';
import { radioStyles as styles } from './radio-styles';
import { RadioText } from './radio-text';
import type { RadioGroupProps } from './radio-option';

export function RadioGroup<T extends string>({ label, options, value, onChange }: RadioGroupProps<T>) {
  const theme = useTheme();
  const name = useId();
  return (
    <View role="radiogroup" aria-label={label} style={{ gap: SPACE.s }}>
      {options.map((option) => {
        const checked = option.value === value;
        const id = `${name}-${option.value}`;
        return (
          <label key={option.value} htmlFor={id} style={LABEL}>
            <View
              style={[
                styles.option,
                { borderColor: checked ? theme.accent : theme.line, backgroundColor: theme.card },
                option.disabled && styles.off,
              ]}
            >
              <input
                type="radio"
                id={id}
                name={name}
                value={option.value}
                checked={checked}
                disabled={option.disabled ?? false}
                aria-label={option.label}
                aria-describedby={`${id}-text`}
                onChange={() => onChange(option.value)}
                style={{ ...INPUT, accentColor: theme.accent }}
              />
              <View nativeID={`${id}-text`} style={web.text}>
                <RadioText option={option} />
              </View>
            </View>
          </label>
        );
      })}
    </View>
  );
}

const LABEL = { display: 'block', cursor: 'pointer' } as const;
const INPUT = { width: 20, height: 20, margin: '2px 0 0', flexShrink: 0 } as const;
const web = StyleSheet.create({ text: { flex: 1 } });
