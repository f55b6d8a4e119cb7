/** The measures that the pages of all platforms share. */
import { StyleSheet } from 'react-native';
import { MAX_WIDTH, NARROW_WIDTH, SPACE } from '../theme/use-theme';
import { scaled } from './lettering';

export const pageStyles = StyleSheet.create({
  page: { flexGrow: 1, paddingHorizontal: SPACE.l, alignItems: 'center' },
  column: { width: '100%', maxWidth: scaled(MAX_WIDTH), gap: SPACE.l },
  narrow: { maxWidth: scaled(NARROW_WIDTH) },
});
