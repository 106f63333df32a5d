import { readFile } from 'node:fs/promises'
import { arch, cpus, homedir, release, totalmem, type } from 'node:os'
import type { Classroom, ClassroomEntry, LocalTool, PolicyState, SessionState } from '../../core/contract'

/** What each slice knows and whoever helps asks first. */
interface DiagnosticsOptions {
  version: string
  versions: NodeJS.ProcessVersions
  runtimeIsOld: boolean
  environment: NodeJS.ProcessEnv
  /** What draws, by Chromium's own names, such as `webgl: enabled`. */
  gpu: () => Record<string, string>
  tools: () => Promise<LocalTool[]>
  /** Where a program is, or null. */
  findProgram: (name: string) => Promise<string | null>
  policy: () => Promise<PolicyState>
  classroom: () => Classroom | null
  classrooms: () => Promise<ClassroomEntry[]>
  session: () => SessionState | Promise<SessionState>
  recentTroubles: () => Promise<string[]>
  logFolder: string
  mask: (text: string) => string
}

/** Writes down what whoever helps wants to know of this computer and program: plain text, secrets masked, the home folder as `~`. */
export function createDiagnostics(options: DiagnosticsOptions): () => Promise<string> {
  return async () => {
    const parts = [describeProgram(options), ...(await Promise.all([describeComputer, describeTools, describePolicy, describeClassrooms, describeTroubles].map((describe) => describe(options))))]
    const text = parts.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line.replaceAll('\n', '\n    ')}`)].join('\n')).join('\n\n')
    // Masked first, the home of a user whose name is also somebody's password would not be found.
    return options.mask(withoutHome(text))
  }
}

interface Part {
  title: string
  lines: string[]
}

function describeProgram({ version, versions, runtimeIsOld, logFolder }: DiagnosticsOptions): Part {
  const runtime = `Electron ${versions.electron ?? 'none'}, Chrome ${versions['chrome'] ?? 'none'}, Node ${versions.node}`
  return { title: `Lab Companion ${version}`, lines: [`${runtime}${runtimeIsOld ? ' (development runtime)' : ''}`, `Log: ${logFolder}`] }
}

async function describeComputer({ environment, gpu }: DiagnosticsOptions): Promise<Part> {
  const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(await readFile('/etc/os-release', 'utf8').catch(() => ''))?.[1] ?? type()
  const desktop = [environment['XDG_CURRENT_DESKTOP'], environment['XDG_SESSION_TYPE'], environment['LANG']].filter(Boolean).join(', ')
  return {
    title: 'Computer',
    lines: [
      `${system}, ${type()} ${release()} ${arch()}`,
      `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
      `Desktop: ${desktop === '' ? 'not known' : desktop}`,
      `GPU: ${Object.entries(gpu()).map(([name, state]) => `${name} ${state}`).join(', ')}`,
    ],
  }
}

async function describeTools({ tools, findProgram }: DiagnosticsOptions): Promise<Part> {
  const [found, kubectl] = await Promise.all([tools(), findProgram('kubectl')])
  return { title: 'This computer has', lines: [...found.map(({ name, state, detail }) => `${name}: ${state}, ${detail}`), `kubectl: ${kubectl ?? 'missing'}`] }
}

async function describePolicy({ policy }: DiagnosticsOptions): Promise<Part> {
  const { file, locks, contact, trouble } = await policy()
  return { title: 'Set by the administrator', lines: [...(locks.length === 0 ? [`nothing (${file})`] : [`${locks.join(', ')} (${file})`]), ...(contact === null ? [] : [`Contact: ${contact}`]), ...describePolicyTrouble(trouble)] }
}

function describePolicyTrouble(trouble: PolicyState['trouble']): string[] {
  switch (trouble?.kind) {
    case undefined:
      return []
    case 'policy.invalid':
      return trouble.problems.map(({ line, field, message }) => `${trouble.file}:${line} ${field} ${message}`)
    case 'policy.unsafe':
      return trouble.found.map(({ path, why }) => `not believed: ${path} ${why}`)
  }
}

async function describeClassrooms({ classroom, classrooms, session }: DiagnosticsOptions): Promise<Part> {
  const open = classroom()
  const { identities, vault, active } = await session()
  return {
    title: 'Classrooms',
    lines: [
      open === null ? 'None is open' : `Open: ${open.title} (${open.kind}), API ${open.apiUrl}, console ${open.consoleUrl ?? 'not known'}`,
      ...(await classrooms()).map(({ title, apiUrl, managed }) => `Known: ${title}, ${apiUrl}${managed ? ', from the administrator' : ''}`),
      ...identities.map(({ user, state, hasPassword, problem }) => `${user}: ${state}${user === active ? ', in front' : ''}, password ${hasPassword ? 'known' : 'not known'}${problem === null ? '' : `, ${problem.kind}`}`),
      `Passwords: ${vault.kind}${vault.reason === null ? '' : ` (${vault.reason})`}`,
    ],
  }
}

async function describeTroubles({ recentTroubles }: DiagnosticsOptions): Promise<Part> {
  const troubles = await recentTroubles()
  return { title: 'Latest incidents and warnings', lines: troubles.length === 0 ? ['none'] : troubles }
}

function withoutHome(text: string): string {
  const home = homedir()
  return home.length > 1 ? text.replaceAll(home, '~') : text
}
