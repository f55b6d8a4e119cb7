/** A page with one column in its middle, in a browser: the document itself scrolls and prints, so that keys and printers do as everywhere. */
import { StyleSheet, View } from 'react-native';
import { SPACE, useTheme } from '../theme/use-theme';
import type { PageProps } from './page';
import { pageStyles as styles } from './page-styles';

export function Page({ children, narrow = false }: PageProps) {
  const theme = useTheme();
  return (
    <View style={[styles.page, web.page, { backgroundColor: theme.page }]}>
      <View role="main" style={[styles.column, narrow && styles.narrow]}>
        {children}
      </View>
    </View>
  );
}

const web = StyleSheet.create({ page: { paddingTop: SPACE.xl, paddingBottom: SPACE.xxl } });
