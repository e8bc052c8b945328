import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import { IMPURE_NAMES, PURE_ROOMS } from './tools/import-table.mjs'

const HTML_SINKS = ['innerHTML', 'outerHTML', 'insertAdjacentHTML']

export default ts.config(
  { ignores: ['dist/', '.cache/', '.local/', 'node_modules/'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'tools/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers in a template are as readable as any text.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => off()` is how a listener or an effect gives back its cleanup.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Implementations of asynchronous contracts may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // `if (x === false)` and checks of foreign data that the types believe impossible are wanted here.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      'no-console': 'error',
      'no-eval': 'error',
      'no-restricted-properties': [
        'error',
        ...HTML_SINKS.map((property) => ({
          property,
          message: 'No HTML is ever made from data (docs/SPEC.md U1).',
        })),
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // Routes live behind the `#`; there is no SvelteKit to resolve them.
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      // Svelte's own compiler knows props and runes better.
      'prefer-const': 'off',
    },
  },
  {
    files: PURE_ROOMS.map((room) => `src/${room}/**`),
    rules: {
      'no-restricted-globals': [
        'error',
        ...IMPURE_NAMES.map((name) => ({
          name,
          message: 'This room is pure: time, chance and the outside world are arguments.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name="Math"][property.name="random"]',
          message: 'Chance is an argument.',
        },
      ],
    },
  },
  {
    // Typed arrays: an index that a loop keeps within bounds gives a number, which the types cannot know.
    files: ['src/attention/kernel/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['tools/**', 'tests/**'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [ts.configs.disableTypeChecked] },
)
