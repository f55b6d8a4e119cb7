/** Says which file this is about. */
import { useTranslation } from 'react-i18next';
import { bytesInWords } from '../i18n/words';
import { Heading, Text } from '../ui/text';
import { useFocusWhen } from '../ui/use-focus-when';
import type { PickedFile } from './transfer/transfer';

interface ChosenFileProps {
  readonly file: PickedFile;
  /** Takes the focus when it appears, because what had it is gone. */
  readonly takeFocus?: boolean;
}

export function ChosenFile({ file, takeFocus = false }: ChosenFileProps) {
  const { t } = useTranslation();
  const heading = useFocusWhen(takeFocus);
  const { name, size } = file;
  const words =
    size === null
      ? t('account.yourData.import.chosenNoSize', { name })
      : t('account.yourData.import.chosen', { name, bytes: bytesInWords(t, size) });
  return takeFocus ? (
    <Heading level={4} ref={heading} focusable>
      {words}
    </Heading>
  ) : (
    <Text strong>{words}</Text>
  );
}
