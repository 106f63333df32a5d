import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { utilityProcess, type UtilityProcess } from 'electron'
import { z } from 'zod'
import { AppFailure } from '../../core/contract'
import type { Log } from '../log'

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
   * What a tab's environment needs so that `oc` is found: our tools' folder stands last on PATH, so that a real `oc` always comes first. Start
   * files that set PATH anew drop it, so shell integration adds LAB_COMPANION_TOOLS once more after them.
   */
  environment(): Record<string, string>
  /** Called when the program ends by itself. */
  onEnd(listener: (detail: string) => void): void
  dispose(): Promise<void>
}

interface PracticeOptions {
  /** The built program's folder, with `main.cjs` and `oc.cjs`. */
  program: string
  /** Certificates, tokens and objects of the classroom. */
  dataDir: string
  log: Log
}

/** Ready takes under a second; on a machine that is busy with everything else at once it has been seen to take ten. */
const READY_WITHIN_MS = 30_000

/** Enough of the last words to name a cause. */
const KEPT_OUTPUT = 2_000

export function createPractice({ program, dataDir, log }: PracticeOptions): Practice {
  const binDir = join(dataDir, 'bin')
  const endListeners: ((detail: string) => void)[] = []
  let running: { child: UtilityProcess; ready: Promise<PracticeReady>; gone: Promise<void> } | null = null

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
      () => child.once('exit', () => endListeners.forEach((listener) => listener(said))),
      () => child.kill(),
    )
    return { child, ready, gone }
  }

  return {
    async start() {
      await writeOcWrapper(binDir, join(program, 'oc.cjs'))
      running ??= launch()
      return running.ready
    },
    environment: () => ({
      PATH: [process.env['PATH'], binDir].filter(Boolean).join(delimiter),
      LAB_COMPANION_TOOLS: binDir,
      LAB_COMPANION_CACHE: join(dataDir, 'cache'),
    }),
    onEnd: (listener) => void endListeners.push(listener),
    async dispose() {
      if (running === null) return
      const { child, gone } = running
      child.kill()
      await gone
    },
  }
}

/** The practice `oc` on a tab's PATH: this program's own binary as plain Node, so that a machine needs no Node of its own. */
async function writeOcWrapper(binDir: string, program: string): Promise<void> {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
  await mkdir(binDir, { recursive: true, mode: 0o700 })
  await writeFile(join(binDir, 'oc'), `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quote(process.execPath)} ${quote(program)} "$@"\n`, { mode: 0o755 })
}

/** The simulated cluster needs nothing of the student's environment but where things are. */
function childEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'XDG_CACHE_HOME']
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}
