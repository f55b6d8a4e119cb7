/** Says which file this is about. */
import { useTranslation } from 'react-i18next';
import { bytesInWords } from '../i18n/words';
import { Text } from '../ui/text';
import type { PickedFile } from './transfer/transfer';

export function ChosenFile({ file }: { readonly file: PickedFile }) {
  const { t } = useTranslation();
  const { name, size } = file;
  return (
    <Text strong>
      {size === null
        ? t('account.yourData.import.chosenNoSize', { name })
        : t('account.yourData.import.chosen', { name, bytes: bytesInWords(t, size) })}
    </Text>
  );
}
