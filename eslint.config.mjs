import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      'node_modules/',
      '.venv/',
      '.rehearsal/',
      '.rehearsal-cache/',
      'roles/',
      'playbooks/',
      'zuul.d/',
      'schemas/',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literal types.' },
        {
          selector: 'ClassDeclaration:not([superClass.name="Error"])',
          message: 'Use plain data and functions; only what is thrown has to be a class.',
        },
        {
          selector: 'FunctionDeclaration[generator=false]:not(:has(TSTypePredicate[asserts=true]))',
          message: 'Use const and an arrow, as everywhere here.',
        },
      ],
    },
  },
  {
    files: ['bin/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly', __dirname: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
