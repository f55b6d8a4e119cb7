/** The app's languages: the device's own where it is known, else English. */
import { getLocales } from 'expo-localization';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { de } from './de';
import { en } from './en';

export const LANGUAGES = { en, de } as const;
export type Language = keyof typeof LANGUAGES;

/** The first language of the device's list that the app speaks. */
export function preferredLanguage(codes: readonly (string | null)[]): Language {
  return codes.find((code): code is Language => code !== null && Object.hasOwn(LANGUAGES, code)) ?? 'en';
}

export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: preferredLanguage(getLocales().map((locale) => locale.languageCode)),
  fallbackLng: 'en',
  resources: { en: { translation: en }, de: { translation: de } },
  interpolation: { escapeValue: false }, // React escapes; a phone's text needs none.
  returnNull: false,
  initAsync: false,
});
