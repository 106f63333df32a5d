import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { utilityProcess, type UtilityProcess } from 'electron'
import { z } from 'zod'
import { AppFailure, type FeatureHandlers } from '../../core/contract'
import type { Log } from '../log'
import { createAsk, createPracticeControl, createPracticeHandlers, type AskPractice, type PracticeControl } from './control'

/** What the practice program says of itself on its first line. */
const readySchema = z.object({
  apiUrl: z.string(),
  consoleUrl: z.string(),
  caFile: z.string(),
  users: z.array(z.object({ name: z.string(), password: z.string() })),
})

type PracticeReady = z.infer<typeof readySchema>

export interface Practice {
  /** Starts the program, or answers the one that runs. Rejects with `practice.failed` and what the program said last. */
  start: () => Promise<PracticeReady>
  /**
   * What a tab's environment needs so that `oc` and `virtctl` are found: our tools' folder stands last on PATH, so that real ones come first.
   * (Start files that set PATH anew drop it; shell integration puts back what is missing.)
   */
  environment(): Record<string, string>
  control: PracticeControl
  handlers: FeatureHandlers<'practice'>
  /** Called when the program ended by itself too often to be started again. */
  onGivenUp(listener: (detail: string) => void): void
  dispose(): Promise<void>
}

interface PracticeOptions {
  /** The built program's folder, with `main.cjs`, and `bin/` with the `oc` and `virtctl` for the tabs. */
  program: string
  /** Certificates, tokens and objects of the classroom. */
  dataDir: string
  log: Log
}

/** Ready takes under a second; on a machine that is busy with everything else at once it has been seen to take ten. */
const READY_WITHIN_MS = 30_000

/** One that dies of the same state again and again would only cost; three times in a minute is no accident. */
const DEATHS_ALLOWED = 3
const DEATHS_WITHIN_MS = 60_000

/** Enough of the last words to name a cause. */
const KEPT_OUTPUT = 2_000

export function createPractice({ program, dataDir, log }: PracticeOptions): Practice {
  const binDir = join(program, 'bin')
  const givenUpListeners: ((detail: string) => void)[] = []
  let deaths: number[] = []
  let isDisposed = false
  let running: { child: UtilityProcess; ready: Promise<PracticeReady>; gone: Promise<void>; ask: AskPractice } | null = null

  const launch = (): NonNullable<typeof running> => {
    const child = utilityProcess.fork(join(program, 'main.cjs'), ['--port', '0', '--json', '--exit-with-parent', '--data-dir', dataDir], {
      serviceName: 'Practice classroom',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment(),
    })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-KEPT_OUTPUT)
    })
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        running = null
        resolve()
      })
    })
    const ready = new Promise<PracticeReady>((resolve, reject) => {
      const fail = (detail: string): void => reject(new AppFailure({ kind: 'practice.failed', detail }))
      const late = setTimeout(() => fail(`not ready after ${READY_WITHIN_MS / 1000} s. ${said}`), READY_WITHIN_MS)
      child.once('exit', (code) => {
        clearTimeout(late)
        fail(`ended with ${code}. ${said}`)
      })
      const { stdout } = child
      if (stdout === null) return fail('its output cannot be read')
      createInterface({ input: stdout }).once('line', (line) => {
        clearTimeout(late)
        try {
          const answer = readySchema.parse(JSON.parse(line))
          for (const { password } of answer.users) log.hide(password)
          resolve(answer)
        } catch {
          fail('its first line is not what was agreed')
        }
      })
    })
    ready.then(
      () => child.once('exit', (code) => revive(`It ended with ${code}. ${said}`)),
      () => child.kill(),
    )
    return { child, ready, gone, ask: createAsk(child) }
  }

  /** The same data directory gives it the same port and keys: to its clients it is a server that was away for a second. */
  const revive = (detail: string): void => {
    if (isDisposed) return
    log.warn(`practice classroom: ${detail}`)
    deaths = [...deaths.filter((time) => time > performance.now() - DEATHS_WITHIN_MS), performance.now()]
    const giveUp = (reason: string): void => givenUpListeners.forEach((listener) => listener(reason))
    if (deaths.length > DEATHS_ALLOWED) return giveUp(detail)
    running = launch()
    running.ready.catch((error: unknown) => giveUp(error instanceof AppFailure && error.error.kind === 'practice.failed' ? error.error.detail : String(error)))
  }

  const control = createPracticeControl(async (...question) => {
    if (running === null) throw new AppFailure({ kind: 'practice.silent', detail: 'It does not run.' })
    const { ready, ask } = running
    await ready
    return ask(...question)
  })

  return {
    control,
    handlers: createPracticeHandlers(control),
    async start() {
      running ??= launch()
      return running.ready
    },
    environment: () => ({
      PATH: [process.env['PATH'], binDir].filter(Boolean).join(delimiter),
      LAB_COMPANION_CACHE: join(dataDir, 'cache'),
    }),
    onGivenUp: (listener) => void givenUpListeners.push(listener),
    async dispose() {
      isDisposed = true
      if (running === null) return
      const { child, gone } = running
      child.kill()
      await gone
    },
  }
}

/** The simulated cluster needs nothing of the student's environment but where things are. */
function childEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'XDG_CACHE_HOME']
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}
