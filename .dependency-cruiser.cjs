/** The borders of docs/ARCHITECTURE.md. Type imports count: a type is a dependency too. */
module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'core runs in every process and in tests: it imports itself and zod.',
      severity: 'error',
      from: { path: '^core/' },
      to: { pathNot: ['^core/', 'node_modules/zod/'] },
    },
    {
      name: 'renderer-meets-only-core',
      comment: 'What the renderer needs from main crosses the border as a line of core/contract.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|preload|practice|scripts|tests)/' },
    },
    {
      name: 'renderer-has-no-node',
      comment: 'The renderer is sandboxed; Node is not there.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'main-meets-only-core',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^(renderer|preload|practice|scripts|tests)/' },
    },
    {
      name: 'preload-meets-only-the-contract',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^(main|renderer|practice|scripts|tests|core/(?!contract/))' },
    },
    {
      name: 'practice-stands-alone',
      comment: 'A simulator that shares code with its client shares its mistakes.',
      severity: 'error',
      from: { path: '^practice/' },
      to: { path: '^(core|main|preload|renderer|scripts|tests)/' },
    },
    {
      name: 'main-slice-front-door',
      comment: 'A slice is entered by its index.ts.',
      severity: 'error',
      from: { path: '^main/([^/]+)/' },
      to: { path: '^main/([^/]+)/', pathNot: ['^main/$1/', '^main/[^/]+/index\\.ts$'] },
    },
    {
      name: 'main-root-front-door',
      severity: 'error',
      from: { path: '^main/[^/]+\\.ts$' },
      to: { path: '^main/[^/]+/', pathNot: '^main/[^/]+/index\\.ts$' },
    },
    {
      name: 'renderer-slice-front-door',
      comment: 'A slice is entered by its index.ts; widgets of renderer/ui and stylesheets of renderer/theme are imported by file.',
      severity: 'error',
      from: { path: '^renderer/([^/]+)/' },
      to: { path: '^renderer/([^/]+)/', pathNot: ['^renderer/$1/', '^renderer/[^/]+/index\\.tsx?$', '^renderer/(ui|theme)/'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-terminal-starts-shells',
      severity: 'error',
      from: { pathNot: '^(main/terminal|tests)/' },
      to: { path: 'node_modules/(node-pty|@lydell/node-pty)' },
    },
    {
      name: 'only-session-opens-the-keychain',
      severity: 'error',
      from: { pathNot: '^(main/session|tests)/' },
      to: { path: 'node_modules/(keytar|@github/keytar)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
