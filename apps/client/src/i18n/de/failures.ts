/** German: one sentence for every way in which something does not happen. */
import type { IssueCode } from '../../api/issue-codes';

export const failures = {
  networkExport: 'Die Verbindung ist abgerissen, bevor alles da war.',
  incomplete:
    'Es ist nicht alles angekommen: Die Datei bricht vor ihrem Ende ab. Bitte versuche es noch einmal.',
  networkPreview:
    'Die Verbindung ist abgerissen, während ich die Datei entgegennahm. Es hat sich nichts geändert.',
  networkApply: 'Die Verbindung ist abgerissen, bevor die ganze Datei da war. Es hat sich nichts geändert.',
  networkUndo:
    'Die Verbindung ist abgerissen, bevor ich gehört habe, ob es rückgängig gemacht ist. In der Liste steht es.',
  notImported:
    'Die Verbindung ist abgerissen, darum habe ich nachgefragt: Es ist nichts hereingekommen. Es hat sich nichts geändert.',
  endUnknown:
    'Die Verbindung ist abgerissen, bevor ich erfuhr, wie es ausging. Die Datei ist ganz oder gar nicht hereingekommen: Sieh sie noch einmal an, dann zeigen es die Zahlen.',
  networkOther: 'Ich erreiche den Server nicht. Bitte prüfe die Verbindung.',
  fileUnreadable:
    'Ich kann die Datei nicht mehr lesen: Sie wurde verschoben, verändert oder gelöscht, seit du sie gewählt hast. Bitte wähle sie noch einmal.',
  signedOutExport:
    'Du bist inzwischen abgemeldet worden, darum gibt es keine Kopie. Melde dich wieder an und hol sie dann.',
  signedOutImport:
    'Du bist inzwischen abgemeldet worden. Es hat sich nichts geändert. Melde dich wieder an, dann mache ich mit dieser Datei weiter.',
  unexpected:
    'Der Server hat etwas geantwortet, das ich nicht verstehe. Bitte versuche es später noch einmal.',
  notSaved: 'Ich konnte die Datei auf diesem Gerät nicht speichern. Ist genug Platz?',
  cancelled: 'Du hast abgebrochen. Es hat sich nichts geändert.',
} as const;

/** By the slug of the problem's type. */
export const problems = {
  'malformed-multipart': 'Die Datei ist beschädigt angekommen. Bitte versuche es noch einmal.',
  'missing-file': 'Es ist keine Datei angekommen. Bitte wähle sie noch einmal.',
  'unexpected-part':
    'Diese App und der Server verstehen sich nicht. Bitte lade neu und versuche es noch einmal.',
  'invalid-parameter':
    'Diese App und der Server verstehen sich nicht. Bitte lade neu und versuche es noch einmal.',
  'confirmation-required': 'Der Server möchte deine Bestätigung noch einmal. Bitte sieh die Datei erneut an.',
  unauthenticated: 'Du bist abgemeldet. Bitte melde dich wieder an.',
  forbidden:
    'Von Seiten unter dieser Adresse nehme ich nichts an. Bitte öffne mich dort, wo ich sonst zu finden bin; wer mich betreibt, kann das mit PUBLIC_URL ändern.',
  'not-found': 'Das kennt der Server nicht. Ist er älter?',
  'method-not-allowed': 'Das kennt der Server nicht. Ist er älter?',
  'not-acceptable':
    'Diese App und der Server verstehen sich nicht. Bitte lade neu und versuche es noch einmal.',
  'request-timeout':
    'Es hat zu lange gedauert, darum hat der Server aufgegeben. Es hat sich nichts geändert.',
  'preview-stale':
    'Was ich dir gezeigt habe, stimmt nicht mehr. Es hat sich nichts geändert. Ich sehe noch einmal nach.',
  'import-in-progress':
    'Ein anderer Import von dir läuft noch. Warte, bis er fertig ist, und versuche es dann wieder.',
  'import-cancelled': 'Du hast abgebrochen. Es hat sich nichts geändert.',
  'idempotency-key-reused':
    'Diese App und der Server verstehen sich nicht. Bitte lade neu und versuche es noch einmal.',
  'upload-too-large': 'Diese Datei ist zu groß für den Server. Es hat sich nichts geändert.',
  'upload-too-large-maximum':
    'Diese Datei ist zu groß: Der Server nimmt höchstens {{maximum}}. Es hat sich nichts geändert.',
  'upload-not-found':
    'Der Server hat die Datei nicht mehr, die ich gesendet habe. Bitte sieh dir die Datei noch einmal an.',
  'upload-elsewhere':
    'Ein anderer Server hat die Datei, die ich gesendet habe. Bitte sieh dir die Datei noch einmal an.',
  'upload-incomplete': 'Der Server hat nicht die ganze Datei. Bitte sieh dir die Datei noch einmal an.',
  'upload-offset-mismatch':
    'Beim Senden der Datei ist etwas durcheinandergekommen. Bitte sieh dir die Datei noch einmal an.',
  'upload-locked': 'Diese Datei wird noch von woanders gesendet. Bitte versuche es gleich noch einmal.',
  'upload-quota-exceeded':
    'Du hast so viel gesendet, wie der Server für dich aufbewahrt. Bitte versuche es morgen noch einmal.',
  'tus-version-unsupported':
    'Diese App und der Server verstehen sich nicht. Bitte lade neu und versuche es noch einmal.',
  'archive-too-large': 'In dieser Datei ist mehr, als der Server annimmt. Es hat sich nichts geändert.',
  'unsupported-media-type':
    'Diese App und der Server verstehen sich nicht. Bitte lade neu und versuche es noch einmal.',
  'unsupported-archive-type':
    'Diese Datei kann ich nicht lesen: Ich brauche die .tar.gz aus „Meine Daten herunterladen“ oder ein .zip mit ihrem Inhalt.',
  'archive-corrupt': 'Diese Datei ist beschädigt oder unvollständig. Bitte nimm eine andere Kopie.',
  'archive-unsafe':
    'In dieser Datei ist etwas, das ich zu deiner Sicherheit nicht auspacke. Packe sie neu, ohne das.',
  'archive-unexpected-file': 'Darin ist eine Datei, die nicht dazugehört.',
  'manifest-missing': 'Diese Datei ist nicht von mir: Ihr fehlt die manifest.yaml.',
  'manifest-invalid': 'Ich kann die manifest.yaml dieser Datei nicht lesen.',
  'format-unsupported': 'Diese Datei hat ein neueres Carol gemacht. Aktualisiere zuerst diesen Server.',
  'integrity-mismatch':
    'In dieser Datei hat sich etwas geändert, seit ich sie gemacht habe. Wenn du das warst, nimm die Datei SHA256SUMS heraus, packe den Rest neu und wähle ihn aus.',
  'yaml-invalid': 'Ich kann eine der YAML-Dateien darin nicht lesen.',
  'yaml-too-complex': 'Eine der YAML-Dateien darin ist mir zu verschachtelt.',
  'validation-failed': 'Einige Einträge in dieser Datei sind nicht gültig.',
  'row-refused':
    'Einige Einträge in dieser Datei kann der Server nicht so behalten, wie sie sind. Es hat sich nichts geändert.',
  'reference-broken': 'Einige Einträge in dieser Datei verweisen auf andere, die es nicht gibt.',
  'media-invalid': 'Einige Fotos oder Dateien darin fehlen oder sind nicht das, was sie vorgeben.',
  'too-many-requests': 'Das war etwas viel auf einmal. Bitte warte kurz und versuche es dann noch einmal.',
  'server-busy': 'Der Server ist beschäftigt. Bitte versuche es gleich noch einmal.',
  'database-unavailable':
    'Der Server erreicht seine Datenbank nicht. Bitte versuche es gleich noch einmal. Es hat sich nichts geändert.',
  'storage-unavailable':
    'Der Server erreicht seinen Dateispeicher nicht. Bitte versuche es gleich noch einmal. Es hat sich nichts geändert.',
  'storage-full': 'Der Server hat dafür keinen Platz mehr. Es hat sich nichts geändert.',
  'internal-error': 'Auf dem Server ist etwas schiefgegangen. Es hat sich nichts geändert.',
} as const;

/** By the code of an error or warning: where the service has no sentence of its own, or says it in another language. */
export const codes = {
  'older-than-existing':
    'Hier geändert, seit diese Datei entstand: {{entries}}. Beim Zusammenführen und Ersetzen gelten die älteren Werte der Datei; beim Ergänzen bleiben deine, und mit Kopien behältst du beides.',
  required: 'Hier fehlt eine Angabe, die ich brauche.',
  'unknown-key':
    'Diesen Schlüssel kenne ich hier nicht. Prüfe, wie er geschrieben ist, oder nimm ihn heraus.',
  type: 'Hier erwarte ich eine andere Art von Wert.',
  format: 'Das ist anders geschrieben, als ich es hier erwarte.',
  range: 'Das ist zu groß, zu klein oder zu lang.',
  choice: 'Das ist keiner der Werte, die zur Wahl stehen.',
  uuid: 'Hier gehört eine UUID hin, wie 6f0c4d2e-8a51-4c3b-9d7e-2f1a0b3c4d5e.',
  value: 'Mit diesem Wert kann ich hier nichts anfangen.',
  string: 'In diesem Text sind Zeichen, die ich nicht aufbewahren kann. Nimm sie heraus.',
  dangling:
    'Das verweist auf etwas, das nicht in dieser Datei ist. Füge es hinzu, oder nimm den Verweis heraus.',
  'wrong-kind': 'Das verweist auf etwas von anderer Art, als hierher gehört. Prüfe die UUID.',
  cycle: 'Diese Verweise führen dorthin zurück, wo sie beginnen. Nimm einen davon heraus.',
  'duplicate-key': 'Das steht hier zweimal. Nimm eins von beiden heraus.',
  'duplicate-id': 'Diese UUID steht ein zweites Mal in der Datei. Nimm einen der beiden Einträge heraus.',
  'duplicate-origin':
    'Nach seinem origin ist das dasselbe wie ein anderer Eintrag der Datei. Nimm das origin heraus, oder einen der beiden.',
  syntax:
    'Das kann ich nicht als YAML lesen. Vergleiche Einrückung, Anführungszeichen, Klammern und Doppelpunkte mit den Zeilen darum herum.',
  'not-utf8': 'Das ist nicht in UTF-8 geschrieben. Speichere die Datei als UTF-8.',
  'multiple-documents': 'Hier steht mehr als ein YAML-Dokument. Lass nur eins davon stehen.',
  empty: 'Hier steht nichts. Wenn nichts gemeint ist, schreibe {}.',
  depth: 'Das ist zu tief verschachtelt. Mach es flacher.',
  tag: 'YAML-Tags nehme ich nicht an. Nimm das Wort mit dem Ausrufezeichen heraus.',
  'area-missing': 'Diese Datei fehlt. Hast du sie nicht selbst herausgenommen, dann lege sie wieder dazu.',
  'not-unique':
    'Davon darf es nur eins geben, und es gibt noch eins. Ändere eins von beiden, oder lass dieses weg.',
  refused: 'So, wie es ist, nimmt der Server das nicht. Ändere es, oder lass es weg.',
  'kept-reference':
    'Etwas, das nicht in dieser Datei ist und hier bliebe, verweist auf etwas, das gelöscht würde. Hole es auf andere Weise herein, oder entferne zuerst diese Verweise.',
  missing: 'Diese Datei fehlt, oder sie gehört nicht hierher.',
  digest: 'Das ist nicht mehr so, wie ich es gemacht habe.',
  size: 'Diese Datei ist nicht so groß, wie in der media.yaml steht.',
  'media-missing': 'Das Foto oder die Datei dazu fehlt. Lege sie wieder dazu, oder nimm den Eintrag heraus.',
  'media-unlisted': 'Die media.yaml kennt diese Datei nicht. Nimm sie heraus, oder trage sie dort ein.',
  'left-aside':
    'Diese Datei lasse ich beiseite, weil kein Mensch so einen Namen vergibt; aber so etwas wie sie fehlt.',
  'count-differs':
    'In der manifest.yaml stehen andere Zahlen, als ich finde. Hast du nichts herausgenommen oder hinzugefügt, dann fehlt etwas.',
  'path-traversal': 'Sein Name zeigt aus dem Archiv hinaus.',
  'absolute-path': 'Sein Name beginnt an der Wurzel eines Laufwerks.',
  'bad-name': 'In seinem Namen stehen Zeichen, die ich nicht annehme.',
  'link-entry': 'Es ist ein Verweis auf eine andere Datei.',
  'special-entry': 'Es ist ein Gerät, keine Datei.',
  'unsupported-entry-type': 'Diese Art von Eintrag kenne ich nicht.',
  'duplicate-entry': 'Es steht mehr als einmal darin.',
  'data-after-end': 'Nach dem Ende des Archivs folgt noch etwas.',
  'extended-header': 'Sein Kopf ist länger als jeder echte.',
  'header-mismatch': 'Das Archiv beschreibt es auf zwei Arten, die sich widersprechen.',
  'overlapping-entry': 'Es teilt sich Bytes mit einem anderen Eintrag.',
  'hidden-data': 'Daneben liegt etwas, das zu keinem Eintrag gehört.',
  'encrypted-entry': 'Es ist verschlüsselt: Packe die Dateien noch einmal ohne Passwort.',
  'unsupported-compression':
    'Es ist auf eine Art komprimiert, die ich nicht kenne: Packe die Dateien als gewöhnliches ZIP.',
  'unexpected-file': 'Diese Datei kenne ich nicht: Nimm sie heraus und packe die anderen noch einmal.',
  root: 'Diese Datei muss mit einer Liste von Schlüsseln und Werten beginnen, und das tut sie nicht.',
  alias: 'Verweise innerhalb von YAML nehme ich nicht an: Schreibe aus, was hinter dem * steht.',
  'too-long': 'Das ist länger, als ich es aufbewahren kann: Kürze es.',
  singleton: 'Davon kann es nur eins geben, und hier steht ein zweites. Nimm die anderen heraus.',
  'reference-emptied':
    'Das verweist auf etwas, das nicht hereinkommt und das du nicht hast: Hier lasse ich es leer.',
  'reference-outside':
    'Einiges davon kann nicht hereinkommen: Was dafür nötig ist, kommt nicht herein, und du hast es nicht. Das lasse ich weg.',
  'in-bin':
    'Einiges davon liegt in deinem Papierkorb und bleibt dort: Was das Archiv hat, kommt daneben herein.',
} as const satisfies Readonly<Record<IssueCode, string>>;
