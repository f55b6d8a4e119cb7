/** The root of every screen of a phone: session, and the data flows that outlive a screen. A browser's is `src/main.web.tsx`. */
import { Stack } from 'expo-router';
import { StatusBar } from 'expo-status-bar';
import { useTranslation } from 'react-i18next';
import '../src/i18n/i18n';
import { useStackOptions } from '../src/navigation/use-stack-options';
import { SessionProvider } from '../src/session/session-provider';
import { YourDataProvider } from '../src/your-data/your-data-provider';

export default function RootLayout() {
  const { t } = useTranslation();
  return (
    <SessionProvider>
      <YourDataProvider>
        <StatusBar style="auto" />
        <Stack screenOptions={useStackOptions()}>
          <Stack.Screen name="(app)" options={{ headerShown: false }} />
          <Stack.Screen name="sign-in" options={{ title: t('account.signIn.title') }} />
        </Stack>
      </YourDataProvider>
    </SessionProvider>
  );
}
