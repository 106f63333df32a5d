import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { GuestSupervisor } from './consoles/index'
import { serveParent, type ParentChannel } from './control/parent-door'
import { startPractice, type PracticeOptions } from './server'
import { minors } from './world/release'
import { defaultProfile } from './world/seed'

const usage = `usage: practice [--port N] [--json] [--data-dir DIR] [--token-lifetime SECONDS] [--speed N]
                [--virtualization installed|absent] [--openshift VERSION]
                [--guest-image DIR | --no-guests] [--exit-with-parent]

  --port N                 port of the API on 127.0.0.1; 0, the default, takes last time's or any free one
  --json                   print one JSON line {"apiUrl","consoleUrl","caFile","users"} when ready
  --data-dir DIR           where keys and state are kept
  --token-lifetime SECONDS how long an access token lives
  --speed N                how much faster than real time things happen
  --virtualization WHICH   installed, with three machines, or absent: what a fresh classroom starts with
  --openshift VERSION      4.16, 4.17, 4.18 or 4.19: of a fresh classroom
  --guest-image DIR        what scripts/guest-image.mjs makes: real guests behind the machines
  --no-guests              machines run, but nobody is behind their screens and consoles
  --exit-with-parent       stop when the parent process closes its end
`

class UsageError extends Error {}

interface Arguments {
  options: PracticeOptions
  json: boolean
  exitWithParent: boolean
}

function defaultDataDir(): string {
  const base = process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share')
  return join(base, 'lab-companion', 'practice')
}

/** A release has it beside the program, a clone in its cache. */
function defaultImageDirectory(): string {
  const shipped = join(__dirname, 'guest')
  return existsSync(shipped) ? shipped : join(__dirname, '..', '..', '.cache', 'guest')
}

function number(name: string, text: string | undefined, lowest: number, highest: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !(value >= lowest && value <= highest)) throw new UsageError(`--${name} takes a number from ${lowest} to ${highest}, not ${JSON.stringify(text)}`)
  return value
}

function oneOf<Word extends string>(name: string, text: string | undefined, words: readonly Word[]): Word | undefined {
  const word = words.find((one) => one === text)
  if (text !== undefined && word === undefined) throw new UsageError(`--${name} takes one of ${words.join(', ')}, not ${JSON.stringify(text)}`)
  return word
}

function readArguments(args: string[]): Arguments {
  let values
  try {
    ;({ values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        json: { type: 'boolean' },
        'data-dir': { type: 'string' },
        'token-lifetime': { type: 'string' },
        speed: { type: 'string' },
        virtualization: { type: 'string' },
        openshift: { type: 'string' },
        'guest-image': { type: 'string' },
        'no-guests': { type: 'boolean' },
        'exit-with-parent': { type: 'boolean' },
      },
    }))
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const options: PracticeOptions = { dataDir: values['data-dir'] ?? defaultDataDir(), port: number('port', values.port, 0, 65_535) ?? 0 }
  const tokenLifetimeSeconds = number('token-lifetime', values['token-lifetime'], 1, Number.MAX_SAFE_INTEGER)
  if (tokenLifetimeSeconds !== undefined) options.tokenLifetimeSeconds = Math.floor(tokenLifetimeSeconds)
  const speed = number('speed', values.speed, 0.01, 1_000_000)
  if (speed !== undefined) options.speed = speed
  options.profile = {
    virtualization: oneOf('virtualization', values.virtualization, ['installed', 'absent']) ?? defaultProfile.virtualization,
    openshift: oneOf('openshift', values.openshift, minors) ?? defaultProfile.openshift,
  }
  const { dataDir } = options
  if (values['no-guests'] !== true) {
    const place = { imageDirectory: values['guest-image'] ?? defaultImageDirectory(), workerFile: join(__dirname, 'guest-worker.cjs'), directory: join(dataDir, 'guests') }
    options.guests = (resources, report) => new GuestSupervisor(resources, place, report)
  }
  return { options, json: values.json === true, exitWithParent: values['exit-with-parent'] === true }
}

/** Electron's utilityProcess gives its child a port to the parent; anything else has stdin, and a forked child Node's channel. */
interface ParentPort {
  on(event: 'close', listener: () => void): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const { parentPort } = process as unknown as { parentPort?: ParentPort }

function parentChannel(): ParentChannel | undefined {
  if (parentPort !== undefined) return { listen: (listener) => parentPort.on('message', ({ data }) => listener(data)), send: (message) => parentPort.postMessage(message) }
  if (process.send === undefined) return undefined
  return { listen: (listener) => void process.on('message', listener), send: (message) => void process.send?.(message) }
}

function onParentGone(stop: () => void): void {
  if (parentPort !== undefined) {
    parentPort.on('close', stop)
    return
  }
  process.stdin.on('end', stop).on('error', stop).resume()
}

async function main(): Promise<void> {
  const { options, json, exitWithParent } = readArguments(process.argv.slice(2))
  const practice = await startPractice(options)
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    practice.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`practice: ${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (exitWithParent) onParentGone(stop)
  const channel = parentChannel()
  if (channel !== undefined) serveParent(channel, practice.control)
  const { apiUrl, consoleUrl, caFile, users } = practice
  if (json) process.stdout.write(`${JSON.stringify({ apiUrl, consoleUrl, caFile, users })}\n`)
  else process.stdout.write(`Practice classroom ready.\n  API      ${apiUrl}\n  Console  ${consoleUrl}\n  CA file  ${caFile}\n`)
}

// One request's bug must not end everybody's classroom.
process.on('uncaughtException', (error) => process.stderr.write(`practice: ${error.stack ?? error.message}\n`))
process.on('unhandledRejection', (error) => process.stderr.write(`practice: ${String(error)}\n`))

main().catch((error: unknown) => {
  process.stderr.write(`practice: ${error instanceof Error ? error.message : String(error)}\n`)
  if (error instanceof UsageError) process.stderr.write(usage)
  process.exit(error instanceof UsageError ? 2 : 1)
})
