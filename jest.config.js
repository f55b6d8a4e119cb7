/** Jest on native ES modules; SWC emits the decorator metadata that Nest's injection reads. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  setupFiles: ['<rootDir>/test/support/property-seed.js'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Against what hangs, not against what is slow: the machine may be busy with more than this.
  testTimeout: 180_000,
  // One more than cores: many tests wait for what takes time to happen.
  maxWorkers: 3,
  // Modules that a spec has loaded stay in memory, and collecting garbage among those of eighty specs takes a good part of the time.
  workerIdleMemoryLimit: '1GB',
};
