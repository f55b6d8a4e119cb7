/** Lets only those in who are signed in, or were until a moment ago. */
import { Redirect, Stack } from 'expo-router';
import { useTranslation } from 'react-i18next';
import { Platform } from 'react-native';
import { useSession } from '../../src/session/session-provider';
import { useTheme } from '../../src/theme/use-theme';
import { Button } from '../../src/ui/button';
import { Card, Page, Row } from '../../src/ui/layout';
import { Progress } from '../../src/ui/progress';
import { Text } from '../../src/ui/text';

export default function AppLayout() {
  const { t } = useTranslation();
  const theme = useTheme();
  const { state, refresh } = useSession();
  switch (state.status) {
    case 'loading':
      return (
        <Page>
          <Progress label={t('account.loading')} share={null} announce={t('account.loading')} />
        </Page>
      );
    case 'unreachable':
      return (
        <Page>
          <Card level={1} title={t('account.unreachable.title')}>
            <Text>{t('account.unreachable.body')}</Text>
            <Row>
              <Button kind="primary" label={t('account.unreachable.retry')} onPress={() => void refresh()} />
            </Row>
          </Card>
        </Page>
      );
    case 'signed-out':
      return <Redirect href="/sign-in" />;
    case 'signed-in':
    case 'expired':
      return (
        <Stack
          screenOptions={{
            headerShown: Platform.OS !== 'web',
            headerStyle: { backgroundColor: theme.page },
            headerTintColor: theme.text,
            headerShadowVisible: false,
            contentStyle: { backgroundColor: theme.page },
          }}
        >
          <Stack.Screen name="index" options={{ headerShown: false }} />
          <Stack.Screen name="account" options={{ title: t('account.title') }} />
        </Stack>
      );
  }
}
