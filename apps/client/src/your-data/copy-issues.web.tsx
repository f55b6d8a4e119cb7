/** Copies the list to the browser's clipboard, or saves it as a file. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../api/types';
import { Announcement } from '../ui/announcement';
import { Button } from '../ui/button';
import { Text } from '../ui/text';
import { issuesAsText } from './issue-words';
import { saveBlob } from './transfer/save-blob.web';

export function CopyIssues({ issues }: { readonly issues: readonly Issue[] }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(issuesAsText(t, issues));
      setOutcome('copied');
    } catch {
      setOutcome('copyFailed');
    }
  };
  const save = () =>
    saveBlob(
      new Blob([`${issuesAsText(t, issues)}\n`], { type: 'text/plain;charset=utf-8' }),
      t('account.yourData.issues.fileName'),
    );
  const told = outcome === null ? '' : t(`account.yourData.issues.${outcome}`);
  return (
    <>
      <Button label={t('account.yourData.issues.copy')} onPress={() => void copy()} />
      <Button label={t('account.yourData.issues.save')} onPress={save} />
      {outcome === null ? null : <Text small>{told}</Text>}
      <Announcement text={told} />
    </>
  );
}
