/** The measures that the radio groups of all platforms share. */
import { StyleSheet } from 'react-native';
import { RADIUS, SPACE, TOUCH } from '../theme/use-theme';

export const radioStyles = StyleSheet.create({
  option: {
    flexDirection: 'row',
    gap: SPACE.m,
    minHeight: TOUCH,
    padding: SPACE.m,
    borderWidth: 1,
    borderRadius: RADIUS.control,
  },
  off: { borderStyle: 'dashed' },
  ring: {
    width: 20,
    height: 20,
    borderRadius: 10,
    borderWidth: 2,
    marginTop: 2,
    alignItems: 'center',
    justifyContent: 'center',
  },
  dot: { width: 10, height: 10, borderRadius: 5 },
  text: { flex: 1, gap: 2 },
});
