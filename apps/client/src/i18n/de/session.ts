/** German: signing in and the account. */
export const session = {
  /** This language, as the service and readers know it (BCP 47). */
  language: 'de',
  title: 'Konto',
  loading: 'Einen Moment, ich sehe nach, wer du bist.',
  unreachable: {
    /** This language, as the service and readers know it (BCP 47). */
    language: 'de',
    title: 'Ich erreiche den Server nicht',
    body: 'Vielleicht startet er gerade, oder die Verbindung ist weg. Es geht nichts verloren.',
    retry: 'Noch einmal versuchen',
  },
  signIn: {
    /** This language, as the service and readers know it (BCP 47). */
    language: 'de',
    title: 'Anmelden',
    heading: 'Bei Carol anmelden',
    intro: 'Dann kann ich dir zeigen, was ich für dich aufbewahre.',
    email: 'E-Mail',
    password: 'Passwort',
    submit: 'Anmelden',
    working: 'Ich melde dich an',
    linkWorking: 'Ich melde dich mit deinem Link an.',
    linkRefused:
      'Dieser Anmeldelink gilt nicht mehr: Jeder funktioniert einmal und nur eine Zeit lang. Melde dich mit deinem Passwort an, oder lass dir einen neuen Link geben.',
    refused: 'Diese E-Mail und dieses Passwort gehören zu keinem Konto bei mir.',
    empty: 'Ich brauche deine E-Mail und dein Passwort.',
    again: 'Du bist abgemeldet worden. Melde dich an, dann machen wir dort weiter, wo wir waren.',
    againWithFile:
      'Du bist abgemeldet worden. Melde dich an, dann machen wir dort weiter, wo wir waren; deine Datei ist noch gewählt.',
    newLink:
      'Wenn du kein Passwort hast, lass dir von der Person, die mich betreibt, einen neuen Anmeldelink geben und öffne ihn in einem anderen Tab dieses Browsers: Diese Seite merkt es und macht weiter.',
    server: 'Serveradresse',
    serverHint: 'Zum Beispiel carol.example oder http://192.168.1.20:3000',
    token: 'Persönliches Zugriffstoken',
    tokenHint: 'Ich behalte es nur im Arbeitsspeicher und vergesse es, wenn du mich schließt.',
    serverInvalid: 'Mit dieser Adresse kann ich nichts anfangen.',
    tokenRefused: 'Dieser Server nimmt das Token nicht an.',
    tokenEmpty: 'Ich brauche die Adresse des Servers und dein Token.',
  },
  you: {
    heading: 'Du',
    signedInAs: 'Angemeldet als {{email}}',
    signOut: 'Abmelden',
    stillSignedIn: 'Du bist noch angemeldet.',
    leaving: 'Jetzt abmelden?',
    leavingLoses:
      'Was du begonnen hast, ist nicht fertig: Ich würde es abbrechen und die gewählte Datei vergessen.',
    leaveAnyway: 'Trotzdem abmelden',
    stay: 'Hierbleiben',
  },
} as const;
