/** The words of the page, in English and German, and how dates are written. */

const TEXTS = {
  en: {
    about: 'About',
    people: 'People',
    organizations: 'Organizations',
    notes: 'Notes',
    files: 'Files',
    views: 'Views',
    skip: 'Skip to the content',
    print: 'Print as a CV',
    back: 'Back to the list',
    exported: 'Exported from Carol on',
    offline:
      'This page works without the internet. The YAML files beside it hold the same, and are what an import reads.',
    experience: 'Experience',
    education: 'Education',
    projects: 'Projects',
    skills: 'Skills',
    contact: 'Contact',
    more: 'Show more',
    search: 'Search',
    favorites: 'Favourites only',
    none: 'Nothing found.',
    found: (count) => `${count} found`,
    searching: 'Searching …',
    next: 'Next',
    previous: 'Previous',
    page: (page) => `Page ${page}`,
    quoted: (text) => `“${text}”`,
    today: 'today',
    remote: 'remote',
    born: 'Born',
    birthday: 'Birthday',
    met: 'How we met',
    contacts: 'Contacts',
    addresses: 'Addresses',
    dates: 'Dates to remember',
    links: 'Links',
    affiliations: 'Organizations',
    relationships: 'Relationships',
    interactions: 'Interactions',
    about_person: 'Notes',
    custom: 'More',
    followUp: 'Come back to it on',
    members: 'People there',
    keyPeople: 'People who matter there',
    partOf: 'Part of',
    since: 'since',
    subject: 'About',
    attachments: 'Attachments',
    pinned: 'Pinned',
    favorite: 'Favourite',
    used: 'last used',
    years: (years) => `${years} ${Number(years) === 1 ? 'year' : 'years'}`,
    source: 'Source',
    missing: 'not in this archive',
    broken:
      'A file of this page could not be loaded. Unpack the whole archive, and open index.html in its folder.',
    untitled: 'Untitled',
    levels: {},
  },
  de: {
    about: 'Über mich',
    people: 'Personen',
    organizations: 'Organisationen',
    notes: 'Notizen',
    files: 'Dateien',
    views: 'Ansichten',
    skip: 'Zum Inhalt',
    print: 'Als Lebenslauf drucken',
    back: 'Zurück zur Liste',
    exported: 'Aus Carol exportiert am',
    offline:
      'Diese Seite braucht kein Internet. Die YAML-Dateien daneben enthalten dasselbe; ein Import liest nur sie.',
    experience: 'Berufserfahrung',
    education: 'Ausbildung',
    projects: 'Projekte',
    skills: 'Fähigkeiten',
    contact: 'Kontakt',
    more: 'Mehr zeigen',
    search: 'Suchen',
    favorites: 'Nur Favoriten',
    none: 'Nichts gefunden.',
    found: (count) => `${count} gefunden`,
    searching: 'Suche läuft …',
    next: 'Weiter',
    previous: 'Zurück',
    page: (page) => `Seite ${page}`,
    quoted: (text) => `„${text}“`,
    today: 'heute',
    remote: 'remote',
    born: 'Geboren',
    birthday: 'Geburtstag',
    met: 'Wie wir uns kennenlernten',
    contacts: 'Kontakte',
    addresses: 'Adressen',
    dates: 'Wichtige Tage',
    links: 'Links',
    affiliations: 'Organisationen',
    relationships: 'Beziehungen',
    interactions: 'Begegnungen',
    about_person: 'Notizen',
    custom: 'Weiteres',
    followUp: 'Wiedervorlage am',
    members: 'Personen dort',
    keyPeople: 'Wichtige Personen dort',
    partOf: 'Teil von',
    since: 'seit',
    subject: 'Über',
    attachments: 'Anhänge',
    pinned: 'Angeheftet',
    favorite: 'Favorit',
    used: 'zuletzt benutzt',
    years: (years) => `${years.replace('.', ',')} ${Number(years) === 1 ? 'Jahr' : 'Jahre'}`,
    source: 'Quelltext',
    missing: 'nicht in diesem Archiv',
    broken:
      'Eine Datei dieser Seite konnte nicht geladen werden. Entpacke das ganze Archiv und öffne index.html in seinem Ordner.',
    untitled: 'Ohne Titel',
    levels: {
      beginner: 'Anfänger',
      elementary: 'Grundkenntnisse',
      intermediate: 'fortgeschritten',
      advanced: 'sehr fortgeschritten',
      proficient: 'versiert',
      expert: 'Experte',
    },
  },
};

export const ABOUT = JSON.parse(document.getElementById('about').textContent);
export const LANGUAGE = ABOUT.language === 'de' ? 'de' : 'en';
export const T = TEXTS[LANGUAGE];

const formats = (options) => new Intl.DateTimeFormat(LANGUAGE, { timeZone: 'UTC', ...options });
const FORMATS = {
  year: formats({ year: 'numeric' }),
  month: formats({ year: 'numeric', month: 'short' }),
  day: formats({ year: 'numeric', month: 'short', day: 'numeric' }),
  yearless: formats({ month: 'long', day: 'numeric' }),
  instant: formats({ dateStyle: 'medium', timeStyle: 'short', timeZone: undefined }),
};

/** A partial date as people write it; what is none stays as it is. */
export function dateText(text) {
  const [, year, month, day] = /^(\d{4}|-)(?:-(\d\d))?(?:-(\d\d))?$/.exec(text ?? '') ?? [];
  if (year === undefined) return text ?? '';
  const format = year === '-' ? 'yearless' : day ? 'day' : month ? 'month' : 'year';
  // A leap year, where the year is not known.
  const date = new Date(`${year === '-' ? '2000' : year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : FORMATS[format].format(date);
}

export const instantText = (seconds) => FORMATS.instant.format(new Date(seconds * 1000));

/** From when to when; empty where neither is known. */
export const spanText = (start, end) =>
  start || end ? `${dateText(start) || '…'} – ${end ? dateText(end) : T.today}` : '';
