import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'build/', '.cache/', 'test-results/', 'playwright-report/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    files: ['src/**/*.{ts,svelte}', 'labs/**/*.ts', 'tests/**/*.ts'],
    rules: {
      'no-undef': 'off',
      'no-control-regex': 'off',
      'no-constant-condition': ['error', { checkLoops: false }],
      'require-yield': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      'svelte/no-at-html-tags': 'error',
    },
  },
  {
    files: ['**/*.{mjs,js}', 'vite.config.ts', 'playwright.config.ts'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly', setTimeout: 'readonly', performance: 'readonly', clearTimeout: 'readonly', setInterval: 'readonly', clearInterval: 'readonly', fetch: 'readonly', WebSocket: 'readonly', AbortSignal: 'readonly' } },
  },
  { files: ['public/*.js'], languageOptions: { globals: { document: 'readonly', window: 'readonly', location: 'readonly', HTMLElement: 'readonly', CustomEvent: 'readonly', customElements: 'readonly' } } },
);
