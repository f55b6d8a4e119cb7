/** A scrolling page with one column in its middle, on a phone. */
import type { ReactNode } from 'react';
import { ScrollView, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { SPACE, useTheme } from '../theme/use-theme';
import { pageStyles as styles } from './page-styles';

export interface PageProps {
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

export function Page({ children, narrow = false }: PageProps) {
  const theme = useTheme();
  const insets = useSafeAreaInsets();
  return (
    <ScrollView
      style={{ backgroundColor: theme.page }}
      contentContainerStyle={[
        styles.page,
        { paddingTop: SPACE.xl + insets.top, paddingBottom: SPACE.xxl + insets.bottom },
      ]}
      keyboardShouldPersistTaps="handled"
    >
      <View role="main" style={[styles.column, narrow && styles.narrow]}>
        {children}
      </View>
    </ScrollView>
  );
}
