/** Who may import whom: the rooms of the house as rules. `npm run imports` checks them; docs/architecture.md says why. */

/** Only the listed places know a package (or a module of Node): it stays replaceable, and its quirks stay in one room. */
const only = (places, packages, comment) => ({
  name: `only-${packages[0].replace(/^node:|^@/, '').replace('/', '-')}`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: places },
  to: { path: packages.map(location) },
});

/** Where dependency-cruiser finds a package, or a module that Node brings. */
function location(name) {
  return name.startsWith('node:') ? `^${name.slice(5)}$` : `(^|/)node_modules/(@types/)?${name}/`;
}

const never = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** The entries of the engine's package. */
const ENTRIES = '^src/portability/(index|kinds|files|blobs|testing)\\.ts$';

const ARCHIVE = '^src/portability/archive/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that import each other cannot be understood one by one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it, and it imports nothing: it is not used.',
      severity: 'error',
      from: { path: '^(src|migrations|scripts)/', pathNot: '\\.js$', orphan: true },
      to: {},
    },
    {
      name: 'no-unresolved',
      comment:
        'It is not there. (The build may not be: processes of tests run it, and the check needs none.)',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '(^|/)dist/' },
    },
    {
      name: 'dependencies-only',
      comment:
        'What the service needs stands under "dependencies": an installation without development packages runs it.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'npm-peer'],
      },
    },

    never(
      'engine-names-no-entity',
      '^src/portability/',
      '^src/(?!portability/)',
      'The engine is mounted by other applications too: it is handed the kinds.',
    ),
    {
      name: 'engine-has-four-doors',
      comment:
        'The engine is a package: all but itself, and what measures a part of it, comes in by its entries.',
      severity: 'error',
      from: { path: '^(src/(?!portability/)|bench/|scripts/|migrations/)', pathNot: '^bench/yaml\\.ts$' },
      to: { path: '^src/portability/', pathNot: ENTRIES },
    },
    {
      name: 'tests-come-in-by-the-doors',
      comment:
        'Tests of the service take the engine by its entries, as any host does; those of its parts stand in test/unit, test/container and test/database. The files named look at one part through the service.',
      severity: 'error',
      from: {
        path: '^test/(http|hostile|browser|operators|hosts|interop|proxies|faults|long|fuzz)/',
        pathNot: '/((health|sizes|problems|session-settings|silence)\\.spec|failures)\\.ts$',
      },
      to: { path: '^src/portability/', pathNot: [ENTRIES, '^src/portability/testing/'] },
    },
    never(
      'engine-knows-no-door',
      '^src/portability/(?!testing/)[^/]+/',
      ENTRIES,
      'An entry collects what is behind it; what is behind it that asked it would go in a circle.',
    ),
    never(
      'laws-are-for-tests',
      '^src/(?!portability/testing(/|\\.ts$))',
      '^src/portability/testing(/|\\.ts$)',
      'What a spec of a host calls; fast-check is not there where the service runs.',
    ),
    {
      name: 'kinds-load-nothing',
      comment: 'Who declares kinds, or shows help, does not wait for a framework or a driver.',
      severity: 'error',
      from: { path: '^src/portability/kinds\\.ts$' },
      to: { path: ['@nestjs', 'typeorm', 'pg', 'express'].map(location), reachable: true },
    },
    never(
      'export-and-import-never-meet',
      '^src/portability/export/',
      '^src/portability/(import|upgrade|http)/',
      'What both need is the format (archive), the bytes (container) or the state (storage).',
    ),
    never(
      'import-and-export-never-meet',
      '^src/portability/import/',
      '^src/portability/(export|upgrade|http)/',
      'What both need is the format (archive), the bytes (container) or the state (storage).',
    ),
    never(
      'container-is-bytes',
      '^src/portability/container/',
      '^src/portability/(archive/(?!safe-path|system-files)|storage/|export/|import/|upgrade/|http/)',
      'It knows tar, ZIP and gzip, and nothing of what is inside but how a safe name looks, and which no person gave.',
    ),
    never(
      'storage-is-below',
      '^src/portability/storage/',
      '^src/portability/(container|export|import|upgrade|http)/',
      'It knows rows and blobs, and not why they move.',
    ),
    never(
      'kinds-are-data',
      '^src/carol/kinds/',
      '^src/(?!carol/kinds/|portability/kinds\\.ts$)',
      'A kind is a declaration in the words of the format.',
    ),
    never(
      'entities-are-flat',
      '^src/carol/entities/',
      '^src/(?!carol/entities/)',
      'Rows know nobody above them.',
    ),
    never(
      'parts-stand-side-by-side',
      '^src/(accounts|database|logging|health)/',
      '^src/(carol/|portability/(?!index\\.ts$))',
      'Parts of the service stand side by side; app.module.ts puts them together.',
    ),
    {
      name: 'archive-is-pure',
      comment:
        'The format is functions from text to plain data and back: no files, sockets, database or framework; a worker thread runs it.',
      severity: 'error',
      from: { path: ARCHIVE },
      to: {
        pathNot: [
          ARCHIVE,
          '^src/portability/(errors|issue|sum)\\.ts$',
          '^(buffer|crypto)$',
          location('zod'),
          location('js-yaml'),
          location('file-type'),
        ],
      },
    },

    only(['^src/portability/archive/yaml/'], ['js-yaml'], 'YAML is read and written in one room.'),
    only(['^src/portability/archive/content-type\\.ts$'], ['file-type'], 'One file says what bytes are.'),
    only(
      // An image for tests is deflated, too, and so is the card on its way to a browser.
      [
        '^src/portability/container/',
        '^src/portability/testing/media-files\\.ts$',
        '^src/web-client/compressed\\.ts$',
      ],
      ['tar-stream', 'yauzl', 'node:zlib'],
      'Hostile archives are dealt with in one room.',
    ),
    only(['^src/portability/storage/blobs/s3-'], ['@aws-sdk'], 'S3 is one of two blob stores.'),
    only(
      ['^src/portability/storage/', '^src/database/'],
      ['pg', 'pg-copy-streams', 'pg-query-stream'],
      'Others ask the storage, or TypeORM.',
    ),
    only(
      [
        '^src/portability/storage/',
        // The data source is handed in from above; these two name its type.
        '^src/portability/(portability|data-portability\\.module|compose)\\.ts$',
        '^src/(database|accounts|carol/entities)/',
        '^src/(instance|app\\.module)\\.ts$',
      ],
      ['typeorm', '@nestjs/typeorm'],
      'Rows are read and written by storage and accounts.',
    ),
    only(
      ['^src/portability/http/', '^src/(accounts|health|http|logging|web-client)/'],
      ['express', 'multer', 'cookie'],
      'Requests end at the edge.',
    ),
    only(
      ['^src/portability/http/upload/tus-server\\.ts$'],
      ['@tus/server'],
      'One file speaks tus; it is loaded when somebody uploads.',
    ),
    only(
      ['^src/portability/import/(decoder-pool|area-worker)\\.ts$'],
      ['node:worker_threads'],
      'One worker decodes.',
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/', '^apps/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
