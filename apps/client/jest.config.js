/** Component and unit tests: as on a phone (React Native's own test renderer) and, for the browser's modules, in jsdom. */
const modules = {
  transformIgnorePatterns: [
    '/node_modules/(?!(?:\\.pnpm|react-native|@react-native|expo|@expo|react-navigation|@react-navigation|standard-navigation|i18next|react-i18next))',
    '/node_modules/react-native-reanimated/plugin/',
    '/node_modules/@react-native/babel-preset/',
  ],
};

module.exports = {
  // Against what hangs, not against what is slow: the first transform of React Native takes its time.
  testTimeout: 60_000,
  projects: [
    {
      ...modules,
      displayName: 'phone',
      preset: 'jest-expo/ios',
      testMatch: ['<rootDir>/test/**/*.spec.ts', '<rootDir>/test/**/*.spec.tsx'],
      testPathIgnorePatterns: ['/test/web/'],
    },
    {
      ...modules,
      displayName: 'browser',
      preset: 'jest-expo/web',
      testMatch: ['<rootDir>/test/web/**/*.spec.ts', '<rootDir>/test/web/**/*.spec.tsx'],
    },
  ],
};
