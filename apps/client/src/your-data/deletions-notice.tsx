/** Names what a mode would delete, or says that it deletes nothing. */
import { useTranslation } from 'react-i18next';
import type { ImportMode, KindEffects } from '../api/types';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { deletionsInWords } from './deletions-in-words';
import { DeletedNames } from './items/deleted-names';
import type { ItemsSubject } from './items/use-items';
import { deletes } from './modes';

interface DeletionsNoticeProps {
  readonly mode: ImportMode;
  readonly effects: KindEffects;
  readonly subject: ItemsSubject;
}

export function DeletionsNotice({ mode, effects, subject }: DeletionsNoticeProps) {
  const { t } = useTranslation();
  const words = deletionsInWords(t, effects);
  if (words !== null) {
    return (
      <Notice tone="danger" below={<DeletedNames subject={subject} effects={effects} />}>
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
