/** What a button opens, on a phone: a sheet over the screen, as there is little room. */
import { useContext, type ReactNode } from 'react';
import { Modal, StyleSheet, View } from 'react-native';
import { SafeAreaInsetsContext } from 'react-native-safe-area-context';
import { SPACE, useTheme } from '../theme/use-theme';
import { Button } from './button';
import { Row } from './layout';
import { Heading } from './text';

interface OpenedProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Opened({ title, closeLabel, onClose, children }: OpenedProps) {
  const theme = useTheme();
  const insets = useContext(SafeAreaInsetsContext) ?? { top: 0, bottom: 0 };
  return (
    <Modal animationType="slide" onRequestClose={onClose}>
      <View
        style={[
          styles.sheet,
          { backgroundColor: theme.card, paddingTop: SPACE.l + insets.top, paddingBottom: insets.bottom },
        ]}
      >
        <Heading level={2}>{title}</Heading>
        <Row>
          <Button label={closeLabel} onPress={onClose} />
        </Row>
        {children}
      </View>
    </Modal>
  );
}

const styles = StyleSheet.create({ sheet: { flex: 1, paddingHorizontal: SPACE.l, gap: SPACE.m } });
