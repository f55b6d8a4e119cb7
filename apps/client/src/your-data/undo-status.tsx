/** How undoing an import goes or went; what it would take with it is asked first. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Row } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Progress } from '../ui/progress';
import { Text } from '../ui/text';
import { EffectsTable } from './effects-table';
import { FailureNotice } from './failure-notice';
import type { Undoing } from './use-undo';

export function UndoStatus({ undoing }: { readonly undoing: Undoing }) {
  const { t } = useTranslation();
  const { state, undo, leave } = undoing;
  switch (state.step) {
    case 'idle':
      return null;
    case 'undoing': {
      const label = t('account.yourData.past.undoing');
      return <Progress label={label} share={null} announce={label} />;
    }
    case 'asking':
      return (
        <Notice tone="warning" title={t('account.yourData.past.changed')} takeFocus>
          <Text>{t('account.yourData.past.changedCheck')}</Text>
          <EffectsTable label={t('account.yourData.past.would')} effects={state.effects} mode="replace" />
          <Row>
            <Button
              kind="danger"
              label={t('account.yourData.past.undoAll')}
              onPress={() => undo(state.key, state.plan)}
            />
            <Button label={t('account.yourData.past.leave')} onPress={leave} />
          </Row>
        </Notice>
      );
    case 'undone':
      return (
        <Notice tone="success" title={t('account.yourData.past.undone')} takeFocus>
          <Text>{t('account.yourData.past.undoneMeans')}</Text>
        </Notice>
      );
    case 'failed':
      return (
        <FailureNotice
          title={t('account.yourData.past.failed')}
          failure={state.failure}
          doing="undo"
          takeFocus
        />
      );
  }
}
