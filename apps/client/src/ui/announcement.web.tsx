/** Tells a screen reader what sighted people see change: a polite live region that takes no room. */
import { StyleSheet, Text } from 'react-native';

export function Announcement({ text }: { readonly text: string }) {
  return (
    <Text role="status" aria-live="polite" style={styles.unseen}>
      {text}
    </Text>
  );
}

const styles = StyleSheet.create({
  unseen: { position: 'absolute', width: 1, height: 1, overflow: 'hidden', opacity: 0 },
});
