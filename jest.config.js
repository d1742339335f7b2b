/** Two projects: `unit` needs no server; `services` gets Redis and a MongoDB-wire server from `packages/devstack`. */
const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/fixtures/'],
}

export default {
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.test.ts'], testPathIgnorePatterns: ['/node_modules/', '\\.services\\.test\\.ts$'] },
    {
      ...common,
      displayName: 'services',
      testMatch: ['**/*.services.test.ts'],
      globalSetup: '<rootDir>/packages/devstack/jest/setup.ts',
      globalTeardown: '<rootDir>/packages/devstack/jest/teardown.ts',
    },
  ],
}
