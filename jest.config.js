/** Jest on native ES modules, which Node itself loads. */
export default {
  testEnvironment: 'node',
  testRunner: '<rootDir>/test/support/native-runner.js',
  testSequencer: '<rootDir>/test/support/longest-first.js',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // By test/support/typescript-hooks.js.
  transform: {},
  // Against what hangs, not against what is slow: the machine may be busy with more than this.
  testTimeout: 180_000,
  // One more than cores: many tests wait for what takes time to happen.
  maxWorkers: 3,
  // What specs leave in memory ends with a worker.
  workerIdleMemoryLimit: '1GB',
};
