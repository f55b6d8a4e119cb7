/** What stands beside a radio button: its name, what it means, what it would do. */
import { View } from 'react-native';
import { Text } from './text';
import { radioStyles } from './radio-styles';
import type { RadioOption } from './radio-option';

export function RadioText({ option }: { readonly option: RadioOption<string> }) {
  return (
    <View style={radioStyles.text}>
      <Text strong>{option.label}</Text>
      <Text small tone="muted">
        {option.hint}
      </Text>
      {option.outcome === undefined ? null : (
        <Text small strong tone={option.outcome.tone}>
          {option.outcome.text}
        </Text>
      )}
    </View>
  );
}
