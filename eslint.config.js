/** What the linter asks for: type-aware rules for all TypeScript, and the few habits of this house that a rule can state. */
import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The environment is read in one place, so that every setting is validated, documented and testable. */
const NO_ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message: 'Only src/config.ts reads the environment; ask it for the setting.',
};
const NO_CAN_PARSE = {
  object: 'URL',
  property: 'canParse',
  message:
    'Ask parseUrl (src/http/parse-url.ts): Node 20 takes ü for no part of a URL once this is compiled.',
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      'examples/',
      '**/.expo/',
      'coverage/',
      'apps/client/src/api/schema.ts',
    ],
  },
  eslint.configs.recommended,
  {
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', module: 'writable' },
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // A method that keeps a promise to be asynchronous turns what it throws into a rejection, await or not.
      '@typescript-eslint/require-await': 'off',
      // Factories here return objects whose methods close over their state; none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      // What a callback is given is handed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['error'] }],
      // Control characters are what a reader of hostile files looks for.
      'no-control-regex': 'off',
      'no-param-reassign': 'error',
    },
  },
  // What belongs together travels as one object with a name; what does not has a file of its own.
  {
    files: ['**/*.{ts,tsx,js,cjs,mjs}'],
    rules: { 'max-params': ['error', 4], 'max-lines': ['error', 250] },
  },
  // The page in an archive runs in a browser.
  {
    files: ['src/carol/viewer/page/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['document', 'window', 'location', 'setTimeout', 'clearTimeout'].map((name) => [name, 'readonly']),
      ),
    },
  },
  // It has run in databases: it stays as it was released.
  { files: ['migrations/0002-domain.ts'], rules: { 'max-lines': 'off' } },
  { files: ['src/main.ts', 'src/cli/**', 'bench/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.ts'], rules: { 'no-restricted-properties': ['error', NO_CAN_PARSE] } },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config.ts'],
    rules: { 'no-restricted-properties': ['error', NO_ENVIRONMENT, NO_CAN_PARSE] },
  },
  // These give up by throwing a value of their own that never leaves the file: a stack trace would cost, and nobody reads it.
  {
    files: ['src/portability/archive/{yaml/fast-*,direct/*}.ts', 'src/portability/archive/decode-json.ts'],
    rules: { '@typescript-eslint/only-throw-error': 'off' },
  },
  // What a query or a parsed answer holds is looked at by the assertion that follows.
  {
    files: ['test/**/*.ts', 'apps/client/test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      'no-regex-spaces': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
  // Jest's registry of modules is asked for one afresh.
  { files: ['apps/client/test/**'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  prettier,
);
