/**
 * Puts each built program and the packages that it loads into a few files, `dist/bundle`: most of a start was to find and read two
 * thousand. What is loaded later stays apart, such as the client of S3. Error stacks name the lines of our sources, as without it.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const BUILT = join(ROOT, 'dist/src');
const OUTPUT = join(ROOT, 'dist/bundle');

/** The thread looks for its file beside whoever starts it. */
const PROGRAMS = {
  main: join(BUILT, 'main.js'),
  cli: join(BUILT, 'cli/main.js'),
  'area-worker': join(BUILT, 'portability/import/area-worker.js'),
};

/** Packages ask for others that they could use, such as drivers of other databases: they find out as ever that those are not there. */
const absentPackages = {
  name: 'absent-packages',
  setup({ onResolve, resolve }) {
    const asked = Symbol('asked');
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...where }) => {
      if (pluginData === asked) return undefined;
      const found = await resolve(path, { ...where, pluginData: asked });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

/**
 * The map of a file without its lines from packages, which are most of it: Node reads a map at the start and keeps it, and takes it apart when
 * the first error's stack is asked for. A segment without a source ends what stood before.
 */
function withoutPackages(map) {
  // Maps of packages name files of their authors’ as if they lay beside ours.
  const isOurs = map.sources.map(
    (source) => !source.includes('node_modules') && existsSync(join(OUTPUT, source)),
  );
  let mapped = false;
  const keep = ([column, source, line, at]) => {
    const was = mapped;
    mapped = source !== undefined && isOurs[source];
    if (mapped) return [[column, source, line, at]];
    return was ? [[column]] : [];
  };
  const lines = decode(map.mappings).map((line) => line.flatMap(keep));
  return {
    ...map,
    names: [],
    sources: map.sources.map((source, at) => (isOurs[at] ? source : null)),
    mappings: encode(lines),
  };
}

const { metafile } = await build({
  entryPoints: PROGRAMS,
  absWorkingDir: ROOT,
  outdir: OUTPUT,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Frameworks go by the names of classes.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
  // Decorators need it before any class is there, in whatever file.
  external: ['reflect-metadata'],
  banner: {
    js: "import 'reflect-metadata'; import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);",
  },
  plugins: [absentPackages],
});

for (const path of Object.keys(metafile.outputs).filter((path) => path.endsWith('.map'))) {
  const file = join(ROOT, path);
  writeFileSync(file, JSON.stringify(withoutPackages(JSON.parse(readFileSync(file, 'utf8')))));
}

// Only now: a program that runs may still load what it was built with, and one that starts finds its files.
const kept = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(OUTPUT)) if (!kept.has(name)) rmSync(join(OUTPUT, name));
