/** A labelled line of text to type into. */
import { useRef } from 'react';
import { StyleSheet, TextInput, View, type TextInputProps } from 'react-native';
import { RADIUS, SPACE, TOUCH, useTheme } from '../theme/use-theme';
import { Text } from './text';
import { lettering } from './lettering';

interface TextFieldProps extends Pick<
  TextInputProps,
  'autoComplete' | 'inputMode' | 'secureTextEntry' | 'onSubmitEditing' | 'autoFocus' | 'textContentType'
> {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChangeText: (value: string) => void;
}

export function TextField({ label, hint, ...input }: TextFieldProps) {
  const theme = useTheme();
  const field = useRef<TextInput>(null);
  return (
    <View style={styles.field}>
      <Text strong small onPress={() => field.current?.focus()}>
        {label}
      </Text>
      <TextInput
        {...input}
        ref={field}
        aria-label={hint === undefined ? label : `${label}. ${hint}`}
        autoCapitalize="none"
        autoCorrect={false}
        style={[styles.input, { color: theme.text, borderColor: theme.control, backgroundColor: theme.card }]}
      />
      {hint === undefined ? null : (
        <Text small tone="muted">
          {hint}
        </Text>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: SPACE.xs },
  input: {
    minHeight: TOUCH,
    borderWidth: 1,
    borderRadius: RADIUS.control,
    paddingHorizontal: SPACE.m,
    ...lettering(16, 24),
  },
});
