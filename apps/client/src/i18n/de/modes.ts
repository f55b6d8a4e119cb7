/** German: the modes of an import. */
export const modes = {
  merge: {
    name: 'Zusammenführen',
    hint: 'Ich ergänze, was neu ist, und ändere, was abweicht. Was es nur hier gibt, bleibt.',
    go: 'Diese Datei zusammenführen',
    preview: 'Was beim Zusammenführen geschieht',
    done: 'Ich habe {{name}} mit deinen Daten zusammengeführt.',
  },
  fill: {
    name: 'Fehlendes ergänzen',
    hint: 'Ich ergänze nur, was dir fehlt. Was du hast, bleibt, wie es ist, auch wo die Datei abweicht.',
    go: 'Fehlendes ergänzen',
    preview: 'Was beim Ergänzen geschieht',
    done: 'Ich habe ergänzt, was dir aus {{name}} gefehlt hat.',
    skips:
      'Ausgelassen: steht in der Datei, kommt aber nicht herein. Du hast es schon, und deines bleibt, wie es ist.',
  },
  replace: {
    name: 'Ersetzen',
    hint: 'Danach hast du genau das, was in dieser Datei ist. Alles andere wird gelöscht.',
    go: 'Meine Daten ersetzen',
    preview: 'Was beim Ersetzen geschieht',
    done: 'Ich habe deine Daten durch {{name}} ersetzt.',
    confirm: {
      heading: 'Ersetzen, was du hier hast?',
      yes: 'Ja, meine Daten ersetzen',
      yesDeleting_one: 'Ja, ersetzen und {{count, number}} Eintrag löschen',
      yesDeleting_other: 'Ja, ersetzen und {{count, number}} Einträge löschen',
    },
  },
  copies: {
    name: 'Als Kopien hinzufügen',
    hint: 'Ich füge alles neu hinzu. Was du hast, bleibt unberührt.',
    go: 'Als Kopien hinzufügen',
    preview: 'Was beim Hinzufügen geschieht',
    done: 'Ich habe den Inhalt von {{name}} als Kopien hinzugefügt.',
    skips:
      'Ausgelassen: steht in der Datei, kommt aber nicht herein. Es kann nur ein Profil geben, und du hast schon eins.',
  },
} as const;
