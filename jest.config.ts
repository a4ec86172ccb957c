import type { Config } from 'jest';

const config: Config = {
  preset: 'ts-jest',
  testEnvironment: 'node',
  // Only the tests are looked through: the environments below .venv hold thousands of files.
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  setupFiles: ['<rootDir>/test/seed.ts'],
  // Some tests start Zuul's parser, Ansible or a compiler.
  testTimeout: 120_000,
};

export default config;
