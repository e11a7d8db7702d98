import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url));

/** A feature knows api, components and itself, never another feature. */
const walls = features.map((name) => ({
  files: [`src/features/${name}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `(^@/features/(?!${name}/)|^\\.\\./\\.\\./|features/(?!${name}/))`,
            message: 'Features do not import each other.',
          },
          { group: ['@/app/*', '@/app/**'], message: 'Features do not know the app.' },
        ],
      },
    ],
  },
}));

/** What is shared knows no feature. */
const shared = {
  files: ['src/api/**', 'src/components/**', 'src/theme/**', 'src/locales/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['@/features/*', '@/features/**', '@/app/*', '@/app/**'],
            message: 'Shared code knows no feature and no app.',
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ['node_modules', '**/*.gen.ts'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  hooks.configs.flat['recommended-latest'],
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false }],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: ['scripts/**', '*.config.*'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
  ...walls,
  shared,
  prettier,
);
