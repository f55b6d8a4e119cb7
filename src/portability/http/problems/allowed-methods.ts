/** The methods that an address answers to, read from the router itself. */
import type { Request } from 'express';

interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * In upper case, sorted; empty where no route has this path. Catch-all routes do not count, and where a route names the path
 * itself, neither do those that have a parameter in its place.
 */
export function allowedMethods(request: Request): readonly string[] {
  const router: unknown = Reflect.get(request.app, 'router');
  const stack = (router as { readonly stack?: readonly Layer[] } | undefined)?.stack ?? [];
  const matching = stack
    .filter((layer) => typeof layer.route?.path === 'string' && !layer.route.path.includes('*'))
    .filter((layer) => matches(layer, request.path));
  const named = matching.filter((layer) => !String(layer.route?.path).includes(':'));
  const methods = (named.length > 0 ? named : matching)
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}))
    .map((method) => method.toUpperCase())
    .filter((method) => method !== '_ALL');
  const all = new Set(methods);
  if (all.has('GET')) all.add('HEAD');
  return [...all].sort();
}

function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false; // a parameter that does not decode
  }
}
