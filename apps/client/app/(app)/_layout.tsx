/** The screens behind signing in, on a phone. */
import { Stack } from 'expo-router';
import { useTranslation } from 'react-i18next';
import { useStackOptions } from '../../src/navigation/use-stack-options';
import { SignedInOnly } from '../../src/session/signed-in-only';

export default function AppLayout() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      <Stack screenOptions={useStackOptions()}>
        <Stack.Screen name="index" options={{ headerShown: false }} />
        <Stack.Screen name="account" options={{ title: t('account.title') }} />
      </Stack>
    </SignedInOnly>
  );
}
