/** The shape of a language: English's keys, any words. */
import type { en } from './en';

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> };

export type Catalogue = Words<typeof en>;
