/** JSON Resume's own schema, formats included. */
import { createRequire } from 'node:module';
import type { Ajv as AjvClass, ErrorObject } from 'ajv';
import type { FormatsPlugin } from 'ajv-formats';

const require = createRequire(import.meta.url);
const { Ajv } = require('ajv') as { Ajv: typeof AjvClass };
const addFormats = require('ajv-formats') as FormatsPlugin;
const { schema } = require('@jsonresume/schema') as { schema: object };

const ajv = new Ajv({ allErrors: true });
addFormats(ajv);
const validate = ajv.compile(schema);

/** What is wrong with a résumé; nothing where it is valid. */
export const resumeErrors = (resume: unknown): readonly ErrorObject[] =>
  validate(resume) ? [] : (validate.errors ?? []);
