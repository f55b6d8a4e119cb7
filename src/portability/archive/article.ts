/** The indefinite article before the noun of a kind: “a person”, “an organization”. */

/** Nouns are English and plain; none begins with a vowel that is spoken as a consonant. */
export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** At the beginning of a sentence. */
export const withCapitalArticle = (noun: string): string => withArticle(noun).replace(/^a/, 'A');
