/** Hands the list on from a phone: its share sheet has "copy" in it. */
import { useTranslation } from 'react-i18next';
import { Share } from 'react-native';
import type { Issue } from '../api/types';
import { Button } from '../ui/button';
import { issuesAsText } from './issue-words';

export function CopyIssues({ issues }: { readonly issues: readonly Issue[] }) {
  const { t } = useTranslation();
  return (
    <Button
      label={t('account.yourData.issues.share')}
      // Closing the sheet without sharing is no error.
      onPress={() => void Share.share({ message: issuesAsText(t, issues) }).catch(() => undefined)}
    />
  );
}
