/** Keeps the document's language and title true, which readers speak and tabs show. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

export function useDocument(): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    document.documentElement.lang = i18n.language;
  }, [i18n.language]);
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Carol`;
  }, [title]);
}
