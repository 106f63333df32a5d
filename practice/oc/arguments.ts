import { Failure } from './failure'

export interface Flags {
  [name: string]: string | boolean | undefined
}

/** Flags that every command knows; those with a value are marked. */
const common: Record<string, 'value' | 'switch'> = {
  kubeconfig: 'value',
  context: 'value',
  namespace: 'value',
  server: 'value',
  token: 'value',
  'certificate-authority': 'value',
  'insecure-skip-tls-verify': 'switch',
  loglevel: 'value',
  v: 'value',
  'request-timeout': 'value',
}

const commonShort: Record<string, string> = { n: 'namespace', s: 'server' }

export interface Parsed {
  flags: Flags
  rest: string[]
}

/** Reads `--name value`, `--name=value`, `-n value`, `-nvalue` and switches, anywhere on the line. */
export function parseFlags(command: string, args: string[], own: Record<string, 'value' | 'switch'>, ownShort: Record<string, string> = {}, program = 'oc'): Parsed {
  const known = { ...common, ...own }
  const short = { ...commonShort, ...ownShort }
  const flags: Flags = {}
  const rest: string[] = []
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    if (arg === '--') {
      rest.push(...args.slice(index + 1))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg)
      continue
    }
    const long = arg.startsWith('--')
    const equals = arg.indexOf('=')
    const name = long ? arg.slice(2, equals < 0 ? undefined : equals) : (short[arg[1] ?? ''] ?? arg[1] ?? '')
    const kind = known[name]
    if (kind === undefined) throw new Failure(long ? `error: unknown flag: --${name}\nSee '${program} ${command} --help' for usage.` : `error: unknown shorthand flag: '${arg[1] ?? ''}' in ${arg}\nSee '${program} ${command} --help' for usage.`)
    let value = long ? (equals < 0 ? undefined : arg.slice(equals + 1)) : arg.slice(2).replace(/^=/, '') || undefined
    if (kind === 'switch') flags[name] = value === undefined || value === 'true'
    else {
      if (value === undefined) {
        index += 1
        value = args[index]
      }
      if (value === undefined) throw new Failure(`error: flag needs an argument: ${long ? `--${name}` : `'${arg[1] ?? ''}' in ${arg}`}\nSee '${program} ${command} --help' for usage.`)
      flags[name] = value
    }
  }
  return { flags, rest }
}

export function text(flags: Flags, name: string): string | undefined {
  const value = flags[name]
  return typeof value === 'string' ? value : undefined
}

export function sessionFlags(flags: Flags): { kubeconfig?: string | undefined; context?: string | undefined; namespace?: string | undefined } {
  return { kubeconfig: text(flags, 'kubeconfig'), context: text(flags, 'context'), namespace: text(flags, 'namespace') }
}
