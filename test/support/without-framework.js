/** `node --import <this file> …`: a process in which neither the framework nor a driver can be loaded. */
import { register } from 'node:module';

const HOOKS = `export function resolve(specifier, context, next) {
  if (/^(@nestjs\\/.*|@aws-sdk\\/.*|typeorm|pg|rxjs|express)$/.test(specifier)) throw new Error('loads ' + specifier);
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
