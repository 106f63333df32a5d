import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** What one place only may import, and where everybody else asks. */
const theBorder = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer'],
  message: 'The renderer is listened to in one place, main/launch/calls.ts, for main/border: add a line to core/contract and a handler to the slice.',
}
const shells = { name: 'node-pty', message: 'Only main/terminal starts shells: ask it through its front door.' }
const keychain = { name: 'keytar', message: 'Only main/session speaks to the keychain: ask the vault.' }

const forbid = (...paths) => ['error', { paths }]

export default tseslint.config(
  { ignores: ['out/', '.cache/', 'node_modules/', '**/*.cjs', 'coverage/', 'test-results/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: ['core', 'main', 'preload', 'renderer', 'practice', 'tests'].map((room) => `./${room}/tsconfig.json`), tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-restricted-imports': forbid(theBorder, shells, keychain),
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        { selector: 'MemberExpression[object.name="window"][property.name="app"]', message: 'Views speak to main through renderer/border.' },
        { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: 'Names, notes and lessons are hostile: they are text.' },
      ],
    },
  },
  { files: ['main/launch/calls.ts', 'preload/index.ts'], rules: { 'no-restricted-imports': forbid(shells, keychain) } },
  { files: ['main/terminal/**'], rules: { 'no-restricted-imports': forbid(theBorder, keychain) } },
  { files: ['main/session/**'], rules: { 'no-restricted-imports': forbid(theBorder, shells) } },
  { files: ['renderer/border/**'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['tests/**'], rules: { 'no-restricted-imports': 'off', 'no-restricted-syntax': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off', '@typescript-eslint/no-unsafe-argument': 'off', '@typescript-eslint/no-unsafe-return': 'off', '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/unbound-method': 'off' } },
  { files: ['*.config.ts', '**/*.config.ts'], extends: [tseslint.configs.disableTypeChecked], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['renderer/**/*.tsx', 'renderer/**/*.ts'], plugins: { 'react-hooks': reactHooks }, rules: reactHooks.configs.recommended.rules },
)
