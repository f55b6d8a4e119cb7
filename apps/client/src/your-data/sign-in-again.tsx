/** The way to the sign-in screen and back, for a session that ran out midway. */
import { router } from 'expo-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';

export function SignInAgain() {
  const { t } = useTranslation();
  return (
    <Button
      kind="primary"
      label={t('account.yourData.failed.signIn')}
      onPress={() => router.push('/sign-in')}
    />
  );
}
