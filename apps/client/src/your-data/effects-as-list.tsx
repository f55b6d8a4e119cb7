/** Effects on a narrow screen: each kind with what happens to it, in words. */
import { useTranslation } from 'react-i18next';
import { StyleSheet, Text, View } from 'react-native';
import { SPACE, useTheme } from '../theme/use-theme';
import { EFFECTS, type EffectRow } from './effects';
import { useKindName } from './use-kind-name';
import { lettering } from '../ui/lettering';

interface EffectsAsListProps {
  readonly label: string;
  readonly rows: readonly EffectRow[];
}

export function EffectsAsList({ label, rows }: EffectsAsListProps) {
  return (
    <View role="list" aria-label={label}>
      {rows.map((row) => (
        <ListRow key={row.kind} row={row} />
      ))}
    </View>
  );
}

function ListRow({ row }: { readonly row: EffectRow }) {
  const { t } = useTranslation();
  const theme = useTheme();
  const nameOf = useKindName();
  return (
    <View role="listitem" style={[styles.row, { borderColor: theme.line }, row.main ? null : styles.child]}>
      <Text style={[styles.text, row.main && styles.main, { color: row.main ? theme.text : theme.muted }]}>
        {nameOf(row.kind)}
      </Text>
      <View style={styles.counts}>
        {EFFECTS.filter((effect) => row.counts[effect] > 0).map((effect) => (
          <Text
            key={effect}
            style={[
              styles.text,
              effect === 'delete' && styles.main,
              { color: effect === 'delete' ? theme.danger : theme.text },
            ]}
          >
            {t(`account.yourData.effects.inWords.${effect}`, { count: row.counts[effect] })}
          </Text>
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  row: { borderBottomWidth: 1, paddingVertical: SPACE.s, gap: 2 },
  child: { paddingLeft: SPACE.l },
  counts: { flexDirection: 'row', flexWrap: 'wrap', columnGap: SPACE.m },
  text: { ...lettering(15, 22) },
  main: { fontWeight: '600' },
});
