/** The app's languages: the device's own where it is known, else English. */
import { getLocales } from 'expo-localization';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { de } from './de';
import { en } from './en';

export const LANGUAGES = { en, de } as const;
export type Language = keyof typeof LANGUAGES;

/** One of the device's list, of the person's choice first. */
export interface DeviceLocale {
  readonly languageCode: string | null;
  /** With its region: numbers and dates follow it (BCP 47). */
  readonly languageTag: string;
}

/** The first of the device's list whose language the app speaks. */
export function preferredLocale(locales: readonly DeviceLocale[]): string {
  const spoken = locales.find(
    ({ languageCode }) => languageCode !== null && Object.hasOwn(LANGUAGES, languageCode),
  );
  return spoken?.languageTag ?? 'en';
}

export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: preferredLocale(getLocales()),
  fallbackLng: 'en',
  resources: { en: { translation: en }, de: { translation: de } },
  interpolation: { escapeValue: false }, // React escapes; a phone's text needs none.
  returnNull: false,
  initAsync: false,
});
