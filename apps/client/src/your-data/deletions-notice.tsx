/** Names what a mode would delete, or says that it deletes nothing. */
import { useTranslation } from 'react-i18next';
import type { ImportMode, KindEffects } from '../api/types';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { deletionsInWords } from './deletions-in-words';
import { deletes } from './modes';

interface DeletionsNoticeProps {
  readonly mode: ImportMode;
  readonly effects: KindEffects;
}

export function DeletionsNotice({ mode, effects }: DeletionsNoticeProps) {
  const { t } = useTranslation();
  const words = deletionsInWords(t, effects);
  if (words !== null) {
    return (
      <Notice tone="danger">
        <Text strong>{words}</Text>
      </Notice>
    );
  }
  return (
    <Text>
      {t(
        deletes(mode)
          ? 'account.yourData.effects.deletesNothing'
          : 'account.yourData.effects.deletesNothingEver',
      )}
    </Text>
  );
}
