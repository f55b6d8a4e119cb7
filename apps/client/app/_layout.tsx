/** The root of every screen: languages, session, and the data flows that outlive a screen. */
import { Stack } from 'expo-router';
import { StatusBar } from 'expo-status-bar';
import { useTranslation } from 'react-i18next';
import { Platform } from 'react-native';
import '../src/i18n/i18n';
import { SessionProvider } from '../src/session/session-provider';
import { useTheme } from '../src/theme/use-theme';
import { useDocument } from '../src/ui/use-document';
import { YourDataProvider } from '../src/your-data/your-data-provider';

export default function RootLayout() {
  const { t } = useTranslation();
  const theme = useTheme();
  useDocument();
  return (
    <SessionProvider>
      <YourDataProvider>
        <StatusBar style="auto" />
        <Stack
          screenOptions={{
            // A browser has its own address and way back; the page's heading is its title.
            headerShown: Platform.OS !== 'web',
            headerStyle: { backgroundColor: theme.page },
            headerTintColor: theme.text,
            headerShadowVisible: false,
            contentStyle: { backgroundColor: theme.page },
          }}
        >
          <Stack.Screen name="(app)" options={{ headerShown: false }} />
          <Stack.Screen name="sign-in" options={{ title: t('account.signIn.title') }} />
        </Stack>
      </YourDataProvider>
    </SessionProvider>
  );
}
