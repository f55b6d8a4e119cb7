/** How undoing an import goes or went; what it would take with it is asked first. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Progress } from '../ui/progress';
import { Text } from '../ui/text';
import { EffectsTable } from './effects-table';
import { FailureNotice } from './failure-notice';
import { EntriesSection } from './items/entries-section';
import type { ItemsSubject } from './items/use-items';
import type { Undoing, UndoState } from './use-undo';

export function UndoStatus({ undoing }: { readonly undoing: Undoing }) {
  const { t } = useTranslation();
  const { state } = undoing;
  switch (state.step) {
    case 'idle':
      return null;
    case 'undoing': {
      const label = t('account.yourData.past.undoing');
      return <Progress label={label} share={null} announce={label} />;
    }
    case 'asking':
      return (
        <Notice
          tone="warning"
          title={t('account.yourData.past.changed')}
          takeFocus
          below={<WouldUndo asking={state} undoing={undoing} />}
        >
          <Text>{t('account.yourData.past.changedCheck')}</Text>
        </Notice>
      );
    case 'undone':
      return (
        <Notice tone="success" title={t('account.yourData.past.undone')} takeFocus>
          <Text>{t('account.yourData.past.undoneMeans')}</Text>
        </Notice>
      );
    case 'forgetting': {
      const label = t('account.yourData.past.forgetting');
      return <Progress label={label} share={null} announce={label} />;
    }
    case 'forgotten':
      return (
        <Notice tone="success" title={t('account.yourData.past.forgotten')} takeFocus>
          <Text>{t('account.yourData.past.forgottenMeans')}</Text>
        </Notice>
      );
    case 'failed':
      return (
        <FailureNotice
          title={t(`account.yourData.past.${state.doing === 'undo' ? 'failed' : 'forgetFailed'}`)}
          failure={state.failure}
          doing={state.doing}
          takeFocus
        />
      );
  }
}

interface WouldUndoProps {
  readonly asking: Extract<UndoState, { readonly step: 'asking' }>;
  readonly undoing: Undoing;
}

/** What undoing would do, to the last entry, and the question. */
function WouldUndo({ asking: { key, effects, plan }, undoing: { undo, leave } }: WouldUndoProps) {
  const { t } = useTranslation();
  const subject = useMemo((): ItemsSubject => ({ of: 'undo', key, effects, plan }), [key, effects, plan]);
  return (
    <Stack>
      <EffectsTable label={t('account.yourData.past.would')} effects={effects} mode="replace" />
      <EntriesSection subject={subject} effects={effects} choosing={null} />
      <Row>
        <Button kind="danger" label={t('account.yourData.past.undoAll')} onPress={() => undo(key, plan)} />
        <Button label={t('account.yourData.past.leave')} onPress={leave} />
      </Row>
    </Stack>
  );
}
