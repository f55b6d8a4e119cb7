/** Lets a plain node process run our TypeScript: `node --import <this file> some.ts`. */
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
