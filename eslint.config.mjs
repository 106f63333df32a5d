import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const onlyBorder = 'Only main/border listens to the renderer: add a line to core/contract and a handler to the slice.'
const onlyTerminal = 'Only main/terminal starts shells: ask it through its front door.'
const onlySession = 'Only main/session speaks to the keychain: ask the vault.'

const raw = (name, importNames, message) => ({ name, ...(importNames && { importNames }), message })

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
      'no-restricted-imports': [
        'error',
        {
          paths: [
            raw('electron', ['ipcMain', 'ipcRenderer'], onlyBorder),
            raw('node-pty', undefined, onlyTerminal),
            raw('keytar', undefined, onlySession),
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        { selector: 'MemberExpression[object.name="window"][property.name="app"]', message: 'Views speak to main through renderer/border.' },
        { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: 'Names, notes and lessons are hostile: they are text.' },
      ],
    },
  },
  { files: ['main/border/**', 'main/launch/calls.ts', 'preload/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['main/terminal/**', 'main/session/**'], rules: { 'no-restricted-imports': ['error', { paths: [raw('electron', ['ipcMain', 'ipcRenderer'], onlyBorder)] }] } },
  { files: ['renderer/border/**'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['tests/**'], rules: { 'no-restricted-imports': 'off', 'no-restricted-syntax': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off', '@typescript-eslint/no-unsafe-argument': 'off', '@typescript-eslint/no-unsafe-return': 'off', '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/unbound-method': 'off' } },
  { files: ['*.config.ts', '**/*.config.ts'], extends: [tseslint.configs.disableTypeChecked], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['renderer/**/*.tsx', 'renderer/**/*.ts'], plugins: { 'react-hooks': reactHooks }, rules: reactHooks.configs.recommended.rules },
)
