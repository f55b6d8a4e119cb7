/** How a phone's screens stand on each other: in the colours of the theme. */
import { useTheme } from '../theme/use-theme';

export function useStackOptions() {
  const theme = useTheme();
  return {
    headerStyle: { backgroundColor: theme.page },
    headerTintColor: theme.text,
    headerShadowVisible: false,
    contentStyle: { backgroundColor: theme.page },
  };
}
