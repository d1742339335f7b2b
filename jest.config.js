/**
 * Two projects: `unit` needs no server; `services` gets Redis and a MongoDB-wire server from `packages/devstack`.
 * Tests named `*.long.test.ts` run only with TECHDECK_LONG_TESTS, which `./techdeck test --full` sets.
 */
const { TECHDECK_COVERAGE_DIR, TECHDECK_LONG_TESTS } = process.env
const skipped = ['/node_modules/', ...(TECHDECK_LONG_TESTS ? [] : ['\\.long\\.(services\\.)?test\\.ts$'])]

const common = {
  rootDir: import.meta.dirname,
  testEnvironment: TECHDECK_COVERAGE_DIR ? '<rootDir>/packages/devstack/jest/environment.ts' : 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/fixtures/'],
}

export default {
  // For what hangs: a machine that has other work to do is slow, and that is no failure.
  testTimeout: 30_000,
  // What the modules of a test file take is not given back: a process that has run many makes room for a new one.
  workerIdleMemoryLimit: '1200MB',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: [...skipped, '\\.services\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: 'services',
      testMatch: ['**/*.services.test.ts'],
      testPathIgnorePatterns: skipped,
      globalSetup: '<rootDir>/packages/devstack/jest/setup.ts',
      globalTeardown: '<rootDir>/packages/devstack/jest/teardown.ts',
    },
  ],
}
