/** The screens behind signing in, on a phone. */
import { Stack } from 'expo-router';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../src/session/signed-in-only';
import { useTheme } from '../../src/theme/use-theme';

export default function AppLayout() {
  const { t } = useTranslation();
  const theme = useTheme();
  return (
    <SignedInOnly>
      <Stack
        screenOptions={{
          headerStyle: { backgroundColor: theme.page },
          headerTintColor: theme.text,
          headerShadowVisible: false,
          contentStyle: { backgroundColor: theme.page },
        }}
      >
        <Stack.Screen name="index" options={{ headerShown: false }} />
        <Stack.Screen name="account" options={{ title: t('account.title') }} />
      </Stack>
    </SignedInOnly>
  );
}
