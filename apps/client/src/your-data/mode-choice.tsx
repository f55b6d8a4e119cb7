/** The mode selector, with what each mode would do to the data that is here. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { EffectsByMode, ImportMode, Issue, KindEffects } from '../api/types';
import { listInWords } from '../i18n/words';
import { Stack } from '../ui/layout';
import { RadioGroup } from '../ui/radio-group';
import type { RadioOption } from '../ui/radio-option';
import { Heading } from '../ui/text';
import { EFFECTS, totalOf } from './effects';
import { issueReason } from './issue-words';
import { IMPORT_MODES } from './modes';

interface ModeChoiceProps {
  readonly effects: EffectsByMode;
  /** Of the preview: they say why a mode cannot take the archive. */
  readonly warnings: readonly Issue[];
  readonly mode: ImportMode;
  readonly onChange: (mode: ImportMode) => void;
}

export function ModeChoice({ effects, warnings, mode, onChange }: ModeChoiceProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Heading level={4}>{t('account.yourData.modes.heading')}</Heading>
      <RadioGroup
        label={t('account.yourData.modes.heading')}
        options={IMPORT_MODES.map((value) => optionOf(t, value, effects[value], warnings))}
        value={mode}
        onChange={onChange}
      />
    </Stack>
  );
}

function optionOf(
  t: TFunction,
  value: ImportMode,
  effects: KindEffects | null,
  warnings: readonly Issue[],
): RadioOption<ImportMode> {
  const option = {
    value,
    label: t(`account.modes.${value}.name`),
    hint: t(`account.modes.${value}.hint`),
  };
  if (effects === null) {
    return { ...option, disabled: true, outcome: { text: whyNot(t, value, warnings), tone: 'danger' } };
  }
  const total = totalOf(effects);
  const words = EFFECTS.filter((effect) => total[effect] > 0).map((effect) =>
    t(`account.yourData.effects.inWords.${effect}`, { count: total[effect] }),
  );
  const text = words.length === 0 ? t('account.yourData.effects.nothing') : listInWords(t, words);
  return { ...option, outcome: { text, tone: total.delete > 0 ? 'danger' : 'muted' } };
}

/** The causes that close a mode, each once, the first few of them: the service's words say what refers to what. */
function whyNot(t: TFunction, value: ImportMode, warnings: readonly Issue[]): string {
  const own = warnings.filter(({ mode }) => mode === value);
  if (own.length === 0) return t('account.yourData.modes.unavailable');
  const causes = [...new Set(own.map((issue) => issueReason(t, issue)))];
  const rest = causes.length - MOST_CAUSES;
  const more = rest > 0 ? [t('account.yourData.modes.moreReasons', { count: rest })] : [];
  return [...causes.slice(0, MOST_CAUSES), ...more].join(' ');
}

const MOST_CAUSES = 3;
